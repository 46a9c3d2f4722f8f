"""The town's calendar as it stands, kept in memory between requests; it follows the store.

Each look compares three things that cost next to nothing to ask for: the version of the town, the version of the
calendar, and the days from which can be booked. What is kept is used as long as they are equal. Bookings made since, by
whichever process, are read and taken over; a new town or a new day is worked out anew.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from scheduler.ground import Ground, ground
from scheduler.horizon import horizon
from scheduler.lifecycle import PLANNED
from scheduler.plans import Appointment
from scheduler.store.reading import Reading


@dataclass(frozen=True)
class _Kept:
    town_version: int
    calendar_version: int
    ground: Ground


class World:
    """For any number of threads. What ended since it was last worked out stays in it, and can matter to no plan: nothing
    begins before the moment from which can be booked, which is part of the days compared.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: _Kept | None = None

    def ground(
        self,
        reading: Reading,
        now: datetime,
        kept: Collection[Appointment] = (),
        without: Collection[Appointment] = (),
    ) -> Ground:
        """The world as the reading sees it. `kept`: confirmed appointments of one customer, of the past too: for days of
        theirs that others do not see the ground is worked out and not remembered. `without`: what is held for the customer
        takes nobody from them.
        """
        found = self._seen(reading, now, kept)
        return found.changed(replace(one, status=PLANNED) for one in without) if without else found

    def _seen(self, reading: Reading, now: datetime, kept: Collection[Appointment]) -> Ground:
        base = self._of_all(reading, now)
        town, held = base.town, [one.start for one in kept]
        if not held or horizon(town, now, held) == base.horizon:
            return base
        booked = {one.id: one for one in (*kept, *reading.booked_from(now))}
        return ground(town, booked.values(), now, held)

    def _of_all(self, reading: Reading, now: datetime) -> Ground:
        town_version, town = reading.town()
        version = reading.calendar_version()
        days = horizon(town, now)
        with self._lock:
            kept = self._kept
            # A reading that began before somebody else's may see less than is known by now.
            if not kept or (kept.town_version, kept.ground.horizon) != (town_version, days) or kept.calendar_version > version:
                found = ground(town, reading.booked_from(now), now)
            elif kept.calendar_version < version:
                found = kept.ground.changed(reading.changed_since(kept.calendar_version))
            else:
                return kept.ground
            self._kept = _Kept(town_version, version, found)
            return found
