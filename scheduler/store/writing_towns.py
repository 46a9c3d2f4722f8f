"""Changes to the town, and to what it has to be taken: its seats and its rooms."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, tuple_, update

from scheduler.store import tables
from scheduler.store.documents import to_document
from scheduler.store.reading import Reading
from scheduler.town import Town


class TownWriting(Reading):
    """Towns, and capacities."""

    def write_town(self, town: Town, since: datetime) -> int:
        """A new version of the town, and its number. Seats and rooms that are new can be taken from now on."""
        version = (self._connection.scalar(select(func.max(tables.town.c.version))) or 0) + 1
        self._connection.execute(insert(tables.town).values(version=version, document=to_document(town), since=since))
        self._offer_capacities(town)
        return version

    def _offer_capacities(self, town: Town) -> None:
        """What the town has given up goes, or stays for those it was promised to and is offered to nobody new."""
        row = tables.capacity.c
        wanted = {("seat", seat, 0) for seat in town.email_by_seat}
        wanted |= {("room", place.id, number) for place in town.places for number in range(place.rooms or 0)}
        query = select(row.kind, row.name, row.number, row.offered).where(row.kind != "customer")
        offered = {(kind, name, number): offer for kind, name, number, offer in self._connection.execute(query)}
        for kind, name, number in sorted(wanted - set(offered)):
            self._connection.execute(insert(tables.capacity).values(kind=kind, name=name, number=number))
        never_taken = ~select(tables.engagement.c.id).where(tables.engagement.c.capacity_id == row.id).exists()
        for gone in sorted(set(offered) - wanted):
            self._connection.execute(delete(tables.capacity).where(tuple_(row.kind, row.name, row.number) == gone, never_taken))
        for key, offer in sorted(offered.items()):
            if offer != (key in wanted):
                this = tuple_(row.kind, row.name, row.number) == key
                self._connection.execute(update(tables.capacity).where(this).values(offered=key in wanted))
