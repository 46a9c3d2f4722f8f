"""Values for tests, every default sensible: a test names only what it is about.

The town is small: one district, two advisors, one officer each for `bauordnung` and `brandschutz`, a house with two
rooms, a business on site (30 minutes away) and a chamber where the customer goes alone. Everybody works Monday to
Friday, 08:00 to 12:00 and 13:00 to 16:00. It is Monday, 2 March 2026, 09:00 in Berlin.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from scheduler.cases import After, Case, Customer, RequiredMeeting, Window
from scheduler.clock import BERLIN
from scheduler.plans import Appointment, HeldMeeting
from scheduler.town import Advisor, Department, District, Hours, Limits, Officer, Place, Town

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BERLIN)
TODAY = NOW.date()
EMAIL = "k0001@kunde.example"


def at(day: int, clock: str, month: int = 3, year: int = 2026) -> datetime:
    """A time in Berlin; the month is March 2026 unless said otherwise."""
    return datetime.combine(date(year, month, day), time.fromisoformat(clock), BERLIN)


def office_hours(
    start: str = "08:00", end: str = "12:00", weekdays: Iterable[int] = range(5), place: str | None = None
) -> tuple[Hours, ...]:
    return tuple(Hours(weekday, time.fromisoformat(start), time.fromisoformat(end), place) for weekday in weekdays)


FULL_DAYS = (*office_hours(), *office_hours("13:00", "16:00"))


def limits(**changes: int) -> Limits:
    usual = Limits(
        grid_minutes=5,
        max_appointment_minutes=180,
        max_wait_minutes=30,
        deputy_days=3,
        notice_working_days=1,
        horizon_working_days=20,
    )
    return replace(usual, **changes)


def town(**changes: Any) -> Town:
    usual = Town(
        id="kleinstadt",
        title="Kleinstadt",
        timezone="Europe/Berlin",
        holidays_in="DE-NW",
        limits=limits(),
        departments=(
            Department("wirtschaftsfoerderung", "WF", "Wirtschaftsförderung", by_advisor=True),
            Department("bauordnung", "BAU", "Bauordnung", ("Bauvorlagen",)),
            Department("brandschutz", "VB", "Vorbeugender Brandschutz"),
            Department("kammer", "KAM", "Kammer", own_place="kammer"),
        ),
        places=(
            Place("haus", "Haus der Wirtschaft", "Markt 1", rooms=2),
            Place("on-site", "Im Betrieb", "beim Betrieb", travel_minutes=30),
            Place("kammer", "Kammer", "Ring 2", hosted=False),
        ),
        advisors=(
            Advisor("adv-mitte", "mitte@lotse.example", FULL_DAYS),
            Advisor("adv-vertretung", "vertretung@lotse.example", FULL_DAYS),
        ),
        officers=(
            Officer("bau-1", ("bauordnung",), "bau-1@lotse.example", FULL_DAYS),
            Officer("brand-1", ("brandschutz",), "brand-1@lotse.example", FULL_DAYS),
            Officer("kammer-1", ("kammer",), "kammer-1@lotse.example", FULL_DAYS),
        ),
        districts=(District("mitte", "Mitte", "adv-mitte", ("adv-vertretung",)),),
        house="haus",
        on_site="on-site",
    )
    return replace(usual, **changes)


def meeting(
    id_: str = "bauordnung",
    minutes: int = 30,
    needs: tuple[str, ...] | None = None,
    places: tuple[str, ...] = ("haus",),
    after: tuple[tuple[str, int], ...] = (),
    weight: int = 1,
) -> RequiredMeeting:
    """A required meeting of the department of that id; its officer sits in it unless `needs` says otherwise."""
    filled = (id_,) if needs is None else needs
    return RequiredMeeting(id_, id_, id_.title(), filled, minutes, places, tuple(After(*other) for other in after), weight)


def case(
    *meetings: RequiredMeeting,
    id_: int = 1,
    email: str = EMAIL,
    received_on: date = TODAY,
    windows: tuple[Window, ...] | None = None,
    complete_on: date | None = None,
    district: str = "mitte",
) -> Case:
    return Case(
        id=id_,
        district=district,
        venture=None,
        customer=Customer("Kundin/Kunde 0001", email),
        received_on=received_on,
        meetings=meetings or (meeting(),),
        customer_windows=windows,
        complete_on=complete_on,
    )


def appointment(
    start: datetime,
    *held: HeldMeeting,
    minutes: int = 30,
    id_: int | None = None,
    email: str = EMAIL,
    place: str = "haus",
    advisor: str | None = "adv-mitte",
    seats: tuple[str, ...] = ("bau-1",),
    case_id: int = 1,
    meeting_id: str = "bauordnung",
    uid: str = "",
    status: str = "confirmed",
) -> Appointment:
    """An appointment with the meetings given, or with one that fills it."""
    filled = held or (HeldMeeting(case_id, meeting_id, start, start + timedelta(minutes=minutes), seats),)
    end = max(one.end for one in filled)
    return Appointment(
        id_,
        email,
        place,
        advisor,
        start,
        end,
        filled,
        uid or f"{start.isoformat()}-{filled[0].meeting}-{advisor}@lotse.example",
        0,
        status,
    )


def held(start: datetime, minutes: int = 30, seats: tuple[str, ...] = ("bau-1",), meeting_id: str = "bauordnung") -> HeldMeeting:
    return HeldMeeting(1, meeting_id, start, start + timedelta(minutes=minutes), seats)
