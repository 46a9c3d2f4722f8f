"""Who sits in a town's file: advisors and officers, each at hours that stand under a name, and what cannot be of them.

Every function raises `InputError` with path and value.
"""

from collections.abc import Iterable

from scheduler.errors import InputError
from scheduler.mailbox import is_address
from scheduler.toml_reader import Table
from scheduler.town import Advisor, Department, Hours, Officer, Town


def read_advisor(table: Table, hours: dict[str, tuple[Hours, ...]]) -> Advisor:
    name = table.known("hours", set(hours), "set of hours")
    return Advisor(table.slug("id"), _email(table), hours[name], name)


def read_officer(table: Table, hours: dict[str, tuple[Hours, ...]], departments: tuple[Department, ...]) -> Officer:
    served = table.texts("departments")
    if not served:
        raise table.error("departments", "is empty.", "An officer sits for at least one department.")
    by_id = {department.id: department for department in departments}
    for id_ in served:
        if id_ not in by_id:
            raise table.error("departments", f'"{id_}" is not a department of this town.')
        if by_id[id_].by_advisor:
            raise table.error("departments", f'"{id_}" is handled by the advisor alone.', "Maybe drop by_advisor there.")
    name = table.known("hours", set(hours), "set of hours")
    return Officer(table.slug("id"), served, _email(table), hours[name], name)


def _email(table: Table) -> str:
    address = table.text("email")
    if not is_address(address):
        raise table.error("email", f"{address!r} is not one e-mail address.", "Maybe seat@town.example.")
    return address


def one_seat_a_name(advisor_ids: set[str], officers: tuple[Officer, ...]) -> set[str]:
    for index, officer in enumerate(officers):
        if officer.id in advisor_ids:
            raise InputError(f'"{officer.id}" is an advisor too.', path=f"officers[{index}].id", value=officer.id)
    return advisor_ids | {officer.id for officer in officers}


def refuse_unkept_hours(names: Iterable[str], seats: Iterable[Advisor | Officer]) -> None:
    """Hours stand at the seats that keep them; others would be lost unseen when the town is written out."""
    kept = {seat.hours_name for seat in seats}
    for name in names:
        if name not in kept:
            raise InputError("no seat keeps these hours.", path=f"hours.{name}", value=name, advice="Maybe leave them out.")


def refuse_empty_joint_days(town: Town) -> None:
    """A body that joins the house needs somebody who sits there."""
    for index, department in enumerate(town.departments):
        seats = (officer for officer in town.officers if department.id in officer.departments)
        if department.joins_house and not any(hours.place in (None, town.house) for seat in seats for hours in seat.hours):
            raise InputError(
                f'nobody of "{department.id}" has hours at "{town.house}".',
                path=f"departments[{index}].joins_house",
                value=True,
                advice="Maybe give a seat hours there, or leave joins_house out: then customers go to the body's own place.",
            )
