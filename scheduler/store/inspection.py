"""A look at the whole store, for whoever judges it."""

from datetime import datetime

from scheduler.store.checks import faults
from scheduler.store.finding import Finding
from scheduler.store.reading import Reading
from scheduler.store.towns import all_towns
from scheduler.town import Town


class Inspection(Reading):
    """As `Reading`, and what is wrong with the rows themselves."""

    def faults(self) -> tuple[Finding, ...]:
        return tuple(faults(self._connection))

    def towns(self) -> tuple[tuple[datetime, Town], ...]:
        """Every version: since when it was in force, and the town; oldest first."""
        return all_towns(self._connection)
