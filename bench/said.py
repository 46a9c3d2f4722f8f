"""What was demanded and what was seen, in one line for each thing that must show."""


def said(what: str, demanded: str, seen: str, count: int, seed: int, fine: bool) -> bool:
    """Print it, with how many were looked at and the seed that repeats it; `fine` is handed back."""
    verdict = "" if fine else " | NOT SEEN"
    print(f"{what}: demanded {demanded} | seen {seen} | {count} | seed {seed}{verdict}", flush=True)
    return fine
