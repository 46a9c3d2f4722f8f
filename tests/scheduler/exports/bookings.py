"""A small town and its booked appointments, for the golden files under fixtures/invites and the tests over them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.exports.booked import Booked
from scheduler.mailbox import Mailbox
from scheduler.plans import Appointment, HeldMeeting
from scheduler.town import Advisor, Department, District, Hours, Limits, Officer, Place, Town

BERLIN = ZoneInfo("Europe/Berlin")
STAMP = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DESK = Mailbox("Lotse Wirtschaft", "termine@lotse.example")
_FOOD = "lebensmittelueberwachung"
_MORNING = (Hours(0, time(8), time(12)),)

TOWN = Town(
    id="kleinstadt",
    title="Kleinstadt",
    timezone="Europe/Berlin",
    holidays_in="NW",
    limits=Limits(
        grid_minutes=5,
        max_appointment_minutes=180,
        max_wait_minutes=30,
        deputy_days=3,
        notice_working_days=1,
        horizon_working_days=60,
    ),
    departments=(
        Department("erstgespraech", "WF", "Wirtschaftsförderung", ("Personalausweis", "kurze Beschreibung des Vorhabens")),
        Department("bauordnung", "BAU", "Bauordnung", ("Grundrisse, Maßstab 1:100", "Mietvertrag")),
        Department(_FOOD, "LEB", "Lebensmittelüberwachung", ("Grundrisse, Maßstab 1:100", "Speisekarte")),
        Department("kammer", "IHK", "Industrie- und Handelskammer"),
    ),
    places=(
        Place("berswordthalle", "Berswordthalle", "Südwall 2–4, 44137 Dortmund", rooms=4),
        Place("ihk", "IHK zu Dortmund", "Märkische Straße 120, 44141 Dortmund", hosted=False),
    ),
    advisors=(Advisor("adv-hoerde", "hoerde@lotse.example", _MORNING),),
    officers=(
        Officer("bau-1", ("bauordnung",), "bau-1@lotse.example", _MORNING),
        Officer("leb-1", (_FOOD,), "leb-1@lotse.example", _MORNING),
        Officer("ihk-1", ("kammer",), "ihk-1@lotse.example", _MORNING),
    ),
    districts=(District("hoerde", "Hörde", "adv-hoerde", ()),),
)

CASE = Case(
    id=17,
    district="hoerde",
    venture="restaurant",
    customer=Customer("Gründerin 17", "k0017@kunde.example"),
    received_on=date(2026, 3, 2),
    meetings=(
        RequiredMeeting("erstgespraech", "erstgespraech", "Erstgespräch", (), 30, ("berswordthalle",)),
        RequiredMeeting("bauordnung", "bauordnung", "Nutzungsänderung", ("bauordnung",), 45, ("berswordthalle",)),
        RequiredMeeting(
            "lebensmittel",
            _FOOD,
            "Lebensmittelüberwachung",
            (_FOOD,),
            30,
            ("berswordthalle",),
        ),
        RequiredMeeting("unterrichtung", "kammer", "Unterrichtung nach § 4 GastG", ("kammer",), 60, ("ihk",)),
    ),
)


def held(meeting: str, start: datetime, minutes: int, *seats: str, case: int = 17) -> HeldMeeting:
    return HeldMeeting(case, meeting, start, start + timedelta(minutes=minutes), seats)


def combined(day: date = date(2026, 3, 9), sequence: int = 0) -> Appointment:
    """Three meetings in the Berswordthalle, 08:30 to 10:15 in Berlin."""
    start = datetime.combine(day, time(8, 30), BERLIN)
    meetings = (
        held("erstgespraech", start, 30),
        held("bauordnung", start + timedelta(minutes=30), 45, "bau-1"),
        held("lebensmittel", start + timedelta(minutes=75), 30, "leb-1"),
    )
    return Appointment(
        id=42,
        customer=CASE.customer.email,
        place="berswordthalle",
        advisor="adv-hoerde",
        start=start,
        end=meetings[-1].end,
        meetings=meetings,
        uid="0b6f4a52-6d0e-4f0c-9d39-0f3a6f5f9a11@lotse.example",
        sequence=sequence,
        status="confirmed",
    )


def alone() -> Appointment:
    """One meeting at the chamber, without an advisor, in summer time."""
    start = datetime(2026, 4, 14, 10, 0, tzinfo=BERLIN)
    return Appointment(
        id=43,
        customer=CASE.customer.email,
        place="ihk",
        advisor=None,
        start=start,
        end=start + timedelta(minutes=60),
        meetings=(held("unterrichtung", start, 60, "ihk-1"),),
        uid="5c1d7d0e-92f4-4a43-8a57-2d7d3c7f4b02@lotse.example",
        status="confirmed",
    )


def booked(*appointments: Appointment, case: Case = CASE, town: Town = TOWN) -> Booked:
    return Booked(town, (case,), appointments, DESK, STAMP)


def named(name: str) -> Case:
    """The case of a customer who calls themselves `name`."""
    return replace(CASE, customer=Customer(name, CASE.customer.email))
