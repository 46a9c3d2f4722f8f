"""Line 6: what cannot be is refused with the limit, and nothing is started."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.api.served import served
from tests.processes import children_of
from tests.whatif.said import said
from tests.whatif.service import asked

Body = dict[str, Any]


def one(*levers: Body) -> Body:
    """A study of one scenario."""
    return {"scenarios": [{"name": "a", "levers": list(levers)}]}


CLOSE = {"lever": "hours", "department": "gewerbemeldestelle", "close": [{"days": ["Do"], "start": "14:00", "end": "18:00"}]}
# What is asked, and what the sentence must hold.
BAD: dict[str, tuple[Body, str]] = {
    "an unknown seat": (one({"lever": "absence", "seat": "adv-nirgends"}), "adv-nirgends"),
    "demand x 1,000": (one({"lever": "demand", "times": 1000}), "between 0 and 5"),
    "contradicting levers": (one(CLOSE, CLOSE), "contradict"),
    "10^6 replications": ({"replications": 1_000_000}, "more than 1000"),
    "too much in all": ({"replications": 1000, "month": {"contacts": 5000}}, "at most 500000"),
    "an unknown lever": (one({"lever": "magic"}), "is no lever"),
    "hours nobody keeps": (one(CLOSE | {"close": [{"days": ["Sa"], "start": "08:00", "end": "09:00"}]}), "sits then"),
    "nobody left": (one({"lever": "officers", "department": "bauordnung", "more": -9}), "Leave at least one"),
    "21 scenarios": ({"scenarios": [{"name": f"{n}", "levers": []} for n in range(21)]}, "20"),
    "an unknown way to play": ({"play": "backwards"}, "rolling, clairvoyant"),
    "more from an empty store": ({"month": {"from": "store"}}, "it takes 30"),
    "a misspelt field": (one({"lever": "rooms", "place": "berswordthalle", "rooms": 3, "room": 3}), "room"),
}


def refused(seed: int) -> Iterator[bool]:
    with TemporaryDirectory(prefix="lotse-prove-") as folder, served(Path(folder)) as service:
        before = len(children_of(service.process.pid))
        for what, (body, sentence) in BAD.items():
            status, answer = asked(service.url, "/scenarios", {"name": "Beweis", **body})
            detail = answer.get("detail", "")
            yield said(
                "6",
                f"{what}: a refusal with the limit",
                f"{status} {detail[:110]}",
                1,
                seed,
                status == 422 and sentence in detail,
            )
        _, jobs = asked(service.url, "/jobs")
        started = len(children_of(service.process.pid)) - before
        yield said(
            "6",
            "nothing is started",
            f"{len(jobs['jobs'])} jobs, {started} processes",
            len(BAD),
            seed,
            not jobs["jobs"] and not started,
        )
