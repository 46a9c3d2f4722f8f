"""The golden calendar files: what stands in fixtures/invites, and the way to write them anew.

`python -m tests.scheduler.exports.golden` overwrites them; read the difference before you commit it.
"""

from pathlib import Path

from scheduler.exports import case_calendar, invite
from scheduler.exports.booked import recipients
from tests.scheduler.exports.bookings import alone, booked, combined

FOLDER = Path(__file__).parents[3] / "fixtures" / "invites"


def files() -> dict[str, bytes]:
    """File name -> bytes as the exports write them now."""
    made = {}
    for stem, appointment in (("combined", combined()), ("alone", alone()), ("moved", combined(sequence=1))):
        sheet = booked(appointment)
        for recipient in recipients(sheet):
            made[f"{stem}-{recipient.seat or 'customer'}.ics"] = invite.render(sheet, recipient)
    case = booked(combined(), alone())
    made["case-17.ics"] = case_calendar.render(case, recipients(case)[0])
    return made


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
