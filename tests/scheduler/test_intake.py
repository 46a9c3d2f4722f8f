"""A request for a new case: what is taken, and each refusal with its path and a sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.cases import Customer, Window
from scheduler.errors import InputError
from scheduler.intake import NewCase, checked
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from tests.builders import NOW, TODAY, at, town

DORTMUND = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
GIVEN = NewCase("mitte", Customer("Kundin/Kunde 0001", "k0001@kunde.example"), TODAY, meetings=(("bauordnung", 30),))
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NAIVE = datetime(2026, 3, 3, 8)  # noqa: DTZ001  that is the point


def test_a_list_of_meetings_becomes_a_case() -> None:
    found = checked(GIVEN, town(), catalogue(), NOW)
    assert (found.id, found.version, found.venture, found.received_on) == (0, 1, None, TODAY)
    assert [(one.id, one.minutes, one.needs, one.places) for one in found.meetings] == [
        ("bauordnung", 30, ("bauordnung",), ("haus",))
    ]


def test_a_venture_becomes_its_meetings_less_those_not_needed() -> None:
    venture = catalogue().ventures[0]
    departments = [meeting.department for meeting in venture.meetings]
    asked = replace(GIVEN, district="hoerde", venture=venture.id, meetings=None, not_needed=tuple(departments[1:2]))
    found = checked(asked, DORTMUND, catalogue(), NOW)
    assert found.venture == venture.id
    assert [one.id for one in found.meetings] == [departments[0], *departments[2:]]


def test_the_customer_is_written_plainly() -> None:
    found = checked(replace(GIVEN, customer=Customer(" Zoë Müller ", "Zoe.M@Kunde.Example")), town(), catalogue(), NOW)
    assert found.customer == Customer("Zoë Müller", "zoe.m@kunde.example")


def test_a_day_may_be_today_in_the_town_while_the_sender_still_has_yesterday() -> None:
    late = datetime.fromisoformat("2026-03-02T23:30:00+00:00")
    assert checked(replace(GIVEN, received_on=date(2026, 3, 3)), town(), catalogue(), late).received_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"district": "atlantis"}, "district", '"atlantis" is not a district of Kleinstadt. Known: mitte.'),
        ({"venture": "raumfahrt", "meetings": None}, "venture", '"raumfahrt" is not a venture of the catalogue. Known: '),
        ({"venture": None, "meetings": None}, "venture", "Either a venture or a list of meetings"),
        ({"venture": "x"}, "venture", "not both"),
        ({"meetings": ()}, "meetings", "is empty"),
        ({"meetings": (("astrologie", 30),)}, "meetings[0].department", '"astrologie"'),
        ({"meetings": (("bauordnung", 7),)}, "meetings[0].minutes", "7 minutes"),
        ({"meetings": (("bauordnung", 10**9),)}, "meetings[0].minutes", "1000000000 minutes"),
        ({"meetings": (("bauordnung", 30),) * 2}, "meetings[1]", "twice"),
        ({"not_needed": ("bauordnung",)}, "not_needed", "belongs to a venture"),
        ({"received_on": date(1899, 5, 1)}, "received_on", "the law of 1899-05-01 is not known"),
        ({"received_on": date(2026, 3, 3)}, "received_on", "lies in the future; today is 2026-03-02"),
        ({"complete_on": date(2026, 3, 3)}, "complete_on", "lies in the future"),
        ({"complete_on": date(2026, 3, 1)}, "complete_on", "before the case was received on 2026-03-02"),
        ({"customer_windows": (Window(at(3, "09:00"), at(3, "09:00")),)}, "customer_windows[0].end", "is not after the start"),
        ({"customer_windows": (Window(NAIVE, at(3, "09:00")),)}, "customer_windows[0].start", "has no time zone"),
        ({"customer_windows": (Window(FIRST, at(3, "09:00")),)}, "customer_windows[0].start", "the law of 0001-01-01"),
        ({"customer_windows": (Window(at(3, "09:00"), LAST),)}, "customer_windows[0].end", "the law of 9999-12-31"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(change: dict[str, Any], path: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        checked(replace(GIVEN, **change), town(), catalogue(), NOW)
    assert error.value.path == path
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "kunde",
        "a@b.example,c@d.example",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example\r\n",
        "Kunde <a@b.example>",
        "a@@b.example",
        "a@b",
        "a b@c.example",
        f"{'a' * 250}@b.example",
    ],
)
def test_an_e_mail_is_exactly_one_address(email: str) -> None:
    with pytest.raises(InputError, match="is not exactly one e-mail address") as error:
        checked(replace(GIVEN, customer=Customer("Kundin", email)), town(), catalogue(), NOW)
    assert error.value.path == "customer.email"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00b", "x" * 201, "a\u2028b"])
def test_a_name_is_one_printable_line(name: str) -> None:
    with pytest.raises(InputError) as error:
        checked(replace(GIVEN, customer=Customer(name, "a@b.example")), town(), catalogue(), NOW)
    assert error.value.path == "customer.name"
