"""What an entry says: to an officer their own meetings first, to host and customer the whole agenda, in right German."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.exports import invite
from scheduler.exports.booked import Booked, recipients
from scheduler.plans import Appointment
from tests.scheduler.exports.bookings import CASE, alone, booked, combined, held


def said_to(seat: str | None, sheet: Booked) -> tuple[str, str]:
    """SUMMARY and DESCRIPTION of the invitation."""
    (recipient,) = (one for one in recipients(sheet) if one.seat == seat)
    event: Any = Calendar.from_ical(invite.render(sheet, recipient)).events[0]
    return str(event["SUMMARY"]), str(event["DESCRIPTION"])


@pytest.mark.parametrize(
    ("seat", "summary"),
    [
        (None, "Kombitermin: 3 Gespräche"),
        ("adv-hoerde", "Kombitermin (Vorgang 17): 3 Gespräche"),
        ("bau-1", "1 Gespräch im Kombitermin (Vorgang 17)"),
    ],
)
def test_the_summary_counts_the_readers_own_meetings(seat: str | None, summary: str):
    assert said_to(seat, booked(combined()))[0] == summary


def test_a_single_meeting_is_no_combined_appointment():
    assert said_to(None, booked(alone()))[0] == "Termin: 1 Gespräch"
    assert said_to("ihk-1", booked(alone())) == (
        "Termin (Vorgang 17): 1 Gespräch",
        "Vorgang 17\n\nAblauf:\n10:00 bis 11:00 Uhr  Industrie- und Handelskammer: Unterrichtung nach § 4 GastG\n\n"
        "Unternehmer/in kommt ohne Ansprechpartner/in des Lotsendienstes. Fragen: termine@lotse.example",
    )


def test_an_officer_reads_their_own_meeting_first_and_then_who_else_comes():
    assert said_to("bau-1", booked(combined()))[1] == (
        "Vorgang 17\n\n"
        "Ihr Gespräch:\n09:00 bis 09:45 Uhr  Bauordnung: Nutzungsänderung\n\n"
        "Außerdem in diesem Kombitermin (08:30 bis 10:15 Uhr):\n"
        "08:30 bis 09:00 Uhr  Wirtschaftsförderung: Erstgespräch\n"
        "09:45 bis 10:15 Uhr  Lebensmittelüberwachung (mit leb-1)\n\n"
        "Mitzubringen (Unternehmer/in):\n- Grundrisse, Maßstab 1:100\n- Mietvertrag\n\n"
        "Ansprechpartner/in: hoerde@lotse.example"
    )


def at_one_table() -> Appointment:
    """The building officer also sits in the meeting of the food officer, and the meetings are of two cases."""
    first, second, third = combined().meetings
    third = replace(third, seats=("leb-1", "bau-1"))
    more = held("bauordnung", third.end, 15, "leb-1", case=18)
    return replace(combined(), meetings=(first, second, third, more), end=third.end + timedelta(minutes=15))


def test_several_meetings_and_cases_are_said_in_the_plural_and_a_round_table_names_the_others():
    sheet = booked(at_one_table())
    sheet = replace(sheet, cases=(CASE, replace(CASE, id=18)))
    summary, description = said_to("bau-1", sheet)
    assert summary == "2 Gespräche im Kombitermin (Vorgänge 17 und 18)"
    assert description.startswith("Vorgänge 17 und 18\n\nIhre Gespräche:\n09:00 bis 09:45 Uhr  Bauordnung: Nutzungsänderung\n")
    assert "09:45 bis 10:15 Uhr  Lebensmittelüberwachung (mit leb-1)\n\nAußerdem in diesem Kombitermin" in description


def test_the_customer_is_not_told_seats():
    description = said_to(None, booked(combined()))[1]
    assert not any(seat in description for seat in ("bau-1", "leb-1", "adv-hoerde"))
    assert "(mit bau-1)" in said_to("adv-hoerde", booked(combined()))[1]


def test_papers_of_the_venture_stand_beside_those_the_department_always_asks_for():
    asked = replace(CASE, meetings=tuple(replace(one, bring=("Handwerkskarte",)) for one in CASE.meetings))
    sheet = replace(booked(combined()), cases=(asked,))
    assert "- Grundrisse, Maßstab 1:100\n- Mietvertrag\n- Handwerkskarte\n" in said_to("bau-1", sheet)[1]
    assert said_to(None, sheet)[1].count("Handwerkskarte") == 1
