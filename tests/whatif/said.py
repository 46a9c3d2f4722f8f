"""How a proof tells what it saw: demanded | seen | how many | seed."""


def said(line: str, demanded: str, seen: str, count: int, seed: int, fine: bool) -> bool:
    print(f"{line} | {demanded} | {seen} | {count} | {seed}{'' if fine else '  <- NOT SEEN'}", flush=True)
    return fine
