"""A look at the whole store, for whoever judges it."""

from datetime import datetime

from scheduler.store.checks import faults
from scheduler.store.finding import Finding
from scheduler.store.guards import LOST, lost_guards
from scheduler.store.reading import Reading
from scheduler.store.towns import all_towns
from scheduler.town import Town


class Inspection(Reading):
    """As `Reading`, and what is wrong with the rows themselves."""

    def lost_guards(self) -> tuple[Finding, ...]:
        return tuple(Finding("guard", f"{name} {LOST}") for name in lost_guards(self._connection))

    def faults(self) -> tuple[Finding, ...]:
        return tuple(faults(self._connection))

    def towns(self) -> tuple[tuple[datetime, Town], ...]:
        """Every version: since when it was in force, and the town; oldest first."""
        return all_towns(self._connection)
