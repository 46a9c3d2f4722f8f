"""What must show of what-if studies: `make prove-whatif`. Line 5 is a browser's: tests/system/test_planning.py.

A line for each thing demanded: demanded | seen | how many | seed; exit 1 when something was not seen. No flag lowers a figure;
`--line 3` picks one line of the issue. The whole takes less than half an hour on two idle cores; times tell the load they met.
"""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Iterator

from bench.instances import SEEDS, seed_of
from bench.side_by_side import machine
from tests.whatif import cluster, refused, sanity, size

LINES: dict[int, tuple[Callable[[int], Iterator[bool]], ...]] = {
    6: (refused.refused,),
    3: (sanity.neutral, sanity.more_hours, sanity.covered),
    4: (sanity.theory,),
    2: (cluster.same_numbers,),
    1: (size.survives_a_worker, size.survives_the_service, size.cancels, size.two_beat_one, size.sizes),
}


def main() -> int:
    options = argparse.ArgumentParser(description="What must show of what-if studies.")
    options.add_argument("--seed", type=seed_of, default=secrets.randbelow(SEEDS), help="else drawn at run time")
    options.add_argument("--line", type=int, action="append", choices=sorted(LINES), help="of the issue; else all")
    asked = options.parse_args()
    print(f"seed {asked.seed}; {machine()}", flush=True)
    begun = time.monotonic()
    seen = [
        one for line, proofs in LINES.items() if line in (asked.line or LINES) for proof in proofs for one in proof(asked.seed)
    ]
    print(f"{sum(seen)} of {len(seen)} seen, seed {asked.seed}, {(time.monotonic() - begun) / 60:.0f} minutes")
    return 0 if all(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
