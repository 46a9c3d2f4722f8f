"""What an appointment takes: the customer, a room, and everybody on the way and in the meeting."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scheduler.clock import BERLIN
from scheduler.plans import HeldMeeting
from scheduler.store.claims import Claim, claims
from tests.builders import EMAIL, appointment, at, held, town

PLACES = town().place_by_id
NINE, HALF_PAST, TEN, HALF_PAST_TEN = at(3, "09:00"), at(3, "09:30"), at(3, "10:00"), at(3, "10:30")


def taken(place: str, *meetings, advisor: str | None = "adv-mitte") -> set[Claim]:
    return set(claims(appointment(NINE, *meetings, place=place, advisor=advisor), PLACES[place]))


def test_in_the_house_an_officer_is_taken_in_each_meeting_only() -> None:
    """bau-1 sits in the first and the third meeting and is free in between."""
    meetings = (
        held(NINE),
        held(HALF_PAST, seats=("brand-1",), meeting_id="b"),
        held(TEN, seats=("bau-1", "brand-1"), meeting_id="c"),
    )
    assert taken("haus", *meetings) == {
        Claim("customer", EMAIL, NINE, HALF_PAST_TEN),
        Claim("room", "haus", NINE, HALF_PAST_TEN),
        Claim("seat", "adv-mitte", NINE, HALF_PAST_TEN),
        Claim("seat", "bau-1", NINE, HALF_PAST),
        Claim("seat", "bau-1", TEN, HALF_PAST_TEN),
        Claim("seat", "brand-1", HALF_PAST, TEN),
        Claim("seat", "brand-1", TEN, HALF_PAST_TEN),
    }


def test_on_site_everybody_is_taken_on_the_way_too_and_stays_in_between() -> None:
    meetings = (held(NINE), held(HALF_PAST, seats=("brand-1",), meeting_id="b"), held(TEN, meeting_id="c"))
    assert taken("on-site", *meetings) == {
        Claim("customer", EMAIL, NINE, HALF_PAST_TEN),
        Claim("seat", "adv-mitte", at(3, "08:30"), at(3, "11:00")),
        Claim("seat", "bau-1", at(3, "08:30"), at(3, "11:00")),
        Claim("seat", "brand-1", HALF_PAST.replace(minute=0), at(3, "10:30")),
    }


def test_at_a_chamber_there_is_no_host_and_no_room_of_ours() -> None:
    assert taken("kammer", held(NINE, seats=("kammer-1",)), advisor=None) == {
        Claim("customer", EMAIL, NINE, HALF_PAST),
        Claim("seat", "kammer-1", NINE, HALF_PAST),
    }


def test_claims_come_in_one_order_whatever_the_order_of_the_meetings() -> None:
    one = appointment(NINE, held(NINE), held(HALF_PAST, seats=("brand-1",), meeting_id="b"))
    turned = replace(one, meetings=tuple(reversed(one.meetings)))
    assert list(claims(one, PLACES["haus"])) == sorted(claims(turned, PLACES["haus"])) == list(claims(turned, PLACES["haus"]))


def test_in_the_hour_that_comes_twice_everybody_is_taken_when_the_appointment_is():
    """02:30 to 03:00, the second time: on a wall clock, with nothing added, it would become the first."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(BERLIN)
    end = (second.astimezone(UTC) + timedelta(minutes=30)).astimezone(BERLIN)
    meeting = HeldMeeting(1, "bauordnung", second, end, ("bau-1",))
    found = claims(replace(appointment(second, meeting), end=end), PLACES["haus"])
    assert {(one.start.isoformat(), one.end.isoformat()) for one in found} == {
        ("2026-10-25T01:30:00+00:00", "2026-10-25T02:00:00+00:00")
    }
