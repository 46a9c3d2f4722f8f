"""Request bodies and headers for tests, every default sensible."""

from typing import Any

# For what nobody has changed yet.
FIRST = {"If-Match": '"1"'}


def new_case(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A case of two meetings in the house."""
    return {
        "district": "mitte",
        "meetings": [{"department": "bauordnung", "minutes": 30}, {"department": "brandschutz", "minutes": 45}],
        "received_on": "2026-03-02",
        "customer": {"name": f"Kundin/Kunde {number:04}", "email": f"k{number:04}@kunde.example"},
    } | changes
