"""What an appointment takes in the store is what it needs: its claims, computed anew.

They depend on its place alone (its rooms, and the way there), so a place as it was in any version of the town will do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, select

from scheduler.lifecycle import TAKING
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.claims import Claim, claims
from scheduler.store.finding import Finding
from scheduler.store.reading import Reading
from scheduler.store.towns import all_towns
from scheduler.town import Place


def all_claims(connection: Connection) -> Iterator[Finding]:
    """A finding for each appointment that takes more, less or something else than it needs."""
    stands, places = _engagements(connection), _places(connection)
    number = dict(connection.execute(select(tables.customer.c.email, tables.customer.c.id)).all())
    for one in Reading(connection, {}).changed_since(-1):
        if one.status not in TAKING:
            continue
        ids = (("appointment", one.id or 0),)
        if one.place not in places:
            yield Finding("engagement", f'Appointment {one.id} is at "{one.place}", which was never a place of the town.', ids)
            continue
        wanted = [Counter(_numbered(one, place, number[one.customer])) for place in places[one.place]]
        if stands[one.id or 0] not in wanted:
            missing, more = wanted[0] - stands[one.id or 0], stands[one.id or 0] - wanted[0]
            told = [f"{_words(claim)} is missing" for claim in missing] + [f"{_words(claim)} is too much" for claim in more]
            yield Finding("engagement", f"Appointment {one.id} does not take what it needs: {'; '.join(told)}.", ids)


def _numbered(one: Appointment, place: Place, customer: int) -> Iterator[Claim]:
    """The claims as the store has them: the customer by number, an instant in UTC."""
    for claim in claims(one, place):
        yield replace(claim, name=str(customer)) if claim.kind == "customer" else claim


def _engagements(connection: Connection) -> defaultdict[int, Counter[Claim]]:
    """What each appointment takes. Instants compare as such, whatever their zone."""
    found: defaultdict[int, Counter[Claim]] = defaultdict(Counter)
    row, capacity = tables.engagement.c, tables.capacity.c
    query = select(row.appointment_id, capacity.kind, capacity.name, row.starts_at, row.ends_at).join(tables.capacity)
    for id_, *claim in connection.execute(query.where(row.active)):
        found[id_][Claim(*claim)] += 1
    return found


def _places(connection: Connection) -> dict[str, list[Place]]:
    """Each place as it was in the versions of the town, newest first; equal ones once."""
    found: defaultdict[str, dict[Place, None]] = defaultdict(dict)
    for _, town in reversed(all_towns(connection)):
        for place in town.places:
            found[place.id][place] = None
    return {id_: list(places) for id_, places in found.items()}


def _words(claim: Claim) -> str:
    return f"{claim.kind} {claim.name} {claim.start:%d.%m.%Y, %H:%M} to {claim.end:%H:%M}"
