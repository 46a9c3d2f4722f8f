"""All that can be asked of the store in one consistent look."""

from scheduler.store.reading_invited import InvitedReading
from scheduler.store.studies import StudyReading


class Look(InvitedReading, StudyReading):
    """What stands, who was told of it, and the studies."""
