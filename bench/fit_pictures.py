"""The pictures of docs/fit.md, drawn from what solver/fit itself says of one small case: `python bench/fit_pictures.py`.

Five working days, a grid of a quarter of an hour. Consultation, then building control in the same appointment or later,
fire prevention after the consultation, and the licence two working days after building control.
"""

import math
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np

from solver.calendars import Calendars
from solver.fit import Fit
from solver.fit.meetings import members
from solver.fit.windows import Variant
from solver.problem import After, Case, Meeting, Place, Policy, Problem, Shift, StaffMember, Stretch
from solver.question import Effort

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, ROW, LEFT = 760, 26, 190
BLUE, PALE, ORANGE, GREY, INK = "#2f6db5", "#cfe0f3", "#d9822b", "#b8bec5", "#1d2733"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
NAMES = {"C": "consultation", "B": "building control", "F": "fire prevention", "L": "licence"}


def minutes(clock: str, day: int) -> int:
    hour, minute = clock.split(":")
    return day * 1440 + int(hour) * 60 + int(minute)


def shifts(*of: tuple[int, str, str]) -> tuple[Shift, ...]:
    return tuple(Shift(minutes(start, day), minutes(end, day)) for day, start, end in of)


def example() -> Problem:
    daily = tuple((day, "08:00", "12:00") for day in range(5))
    return Problem(
        "pictures", "Europe/Berlin", "2026-03-02", (0, 1, 2, 3, 4), Policy(120, 30), (Place("house"),),
        (
            StaffMember("advisor", (), shifts(*daily)),
            StaffMember("building", ("B",), shifts((0, "09:15", "10:30"), (1, "08:30", "10:00"))),
            StaffMember("fire", ("F",), shifts((0, "09:00", "09:30"), (0, "10:15", "11:45"), (1, "11:00", "12:00"))),
            StaffMember("licence", ("L",), shifts((2, "08:00", "09:00"), (3, "09:00", "10:00"))),
        ),
        (Case("case", ("advisor",), (
            Meeting("C", (), 30, ("house",), 0, 4),
            Meeting("B", ("B",), 45, ("house",), 0, 4, (After("C", 0),)),
            Meeting("F", ("F",), 30, ("house",), 0, 4, (After("C", 0),)),
            Meeting("L", ("L",), 30, ("house",), 0, 4, (After("B", 2),)),
        ), customer_windows=tuple(Stretch(minutes("08:30", day), minutes("11:45", day)) for day in range(5))),),
        grid_minutes=15,
    )  # fmt: skip


def text(x: float, y: float, words: str, anchor: str = "start", colour: str = INK, size: int = 13, weight: str = "normal") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2" fill="{fill}" stroke="{stroke}"{dashed}/>'


def line(x: float, y: float, x2: float, y2: float, colour: str = GREY, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x:g}" y1="{y:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def picture(title: str, height: float, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
        f'font-family="system-ui, sans-serif" role="img"><title>{escape(title)}</title>'
    )
    return "\n".join([head, box(0, 0, WIDTH, height, "#ffffff"), *parts, "</svg>", ""])


class Pictures:
    """What fit knows of the example, and the picture of each step."""

    def __init__(self) -> None:
        self.problem = example()
        self.fit = Fit(self.problem, Calendars(self.problem), Effort(math.inf))
        self.fit.settle()
        if self.fit.best is None:
            raise LookupError("fit finds no plan for the example")
        self.label = self.fit.best[1]
        self.meetings, self.groups, self.windows = self.fit.meetings, self.fit.groups, self.fit.windows
        self.number = {one.meeting.id: index for index, one in enumerate(self.meetings.all)}
        self.first, self.last = minutes("08:00", 0) // 15, minutes("12:00", 0) // 15  # of Monday, in slots
        self.step = (WIDTH - LEFT - 30) / (self.last - self.first)

    def all(self) -> Iterator[tuple[str, str]]:
        yield "calendars.svg", self.calendars()
        yield "ends.svg", self.ends()
        yield "groups.svg", self.grown()
        yield "labels.svg", self.labels()

    def x(self, slot: int) -> float:
        return LEFT + (slot - self.first) * self.step

    def clock(self, bottom: float) -> list[str]:
        """Hours above the columns, and a line at each."""
        parts = []
        for slot in range(self.first, self.last + 1, 4):
            parts += [
                line(self.x(slot), 24, self.x(slot), bottom),
                text(self.x(slot), 18, f"{slot // 4:02}:00", "middle", size=12),
            ]
        return parts

    def name(self, group: int) -> str:
        return "".join(self.meetings.all[number].meeting.id for number in members(group))

    def calendars(self) -> str:
        """Who is free on Monday as bits, and what can start where."""
        calendars, rows, starts = self.windows.calendars, list[tuple[str, int, str]](), self.fit.groups.starts
        for id, words in (("advisor", "advisor free"), ("building", "building control free"), ("fire", "fire prevention free")):
            rows.append((words, calendars.free(id, None), BLUE))
        rows.append(("customer can come", (self.windows.comes or [0])[0], BLUE))
        for id in "CBF":
            slots = starts[self.number[id], "house", Variant()].tolist()
            rows.append((f"{id} can start", sum(1 << slot for slot in slots), ORANGE))
        bottom = 34 + ROW * len(rows)
        parts = self.clock(bottom)
        for index, (words, bits, colour) in enumerate(rows):
            y = 34 + ROW * index
            parts.append(text(LEFT - 12, y + 14, words, "end"))
            for slot in range(self.first, self.last):
                there = bits >> slot & 1
                parts.append(box(self.x(slot) + 1, y, self.step - 2, ROW - 8, colour if there else "#eef0f2"))
                parts.append(
                    text(self.x(slot) + self.step / 2, y + 13, str(there), "middle", "#ffffff" if there else "#8a929b", 11)
                )
        return picture("Monday as bit sets: who is free, and where each meeting can start", bottom + 6, parts)

    def ends(self) -> str:
        """Of three groups every end on Monday with the latest begin."""
        parts, y = list[str](), 40.0
        for group in ("C", "CB", "CBF"):
            mask = sum(1 << self.number[id] for id in group)
            (batch,) = (one for one in self.groups.batches if mask in one.masks)
            (index,) = np.flatnonzero(batch.masks == mask)
            held = slice(batch.lows[index], batch.highs[index])
            monday = [
                (b, e) for b, e in zip(batch.begins[held].tolist(), batch.ends[held].tolist(), strict=True) if e <= self.last
            ]
            parts.append(text(14, y + 11, " + ".join(group), weight="bold"))
            parts.append(text(14, y + 27, f"{self.meetings.length(mask) * 15} minutes of meetings", size=11))
            for begin, end in monday:
                waiting = end - begin - self.meetings.length(mask)
                parts.append(box(self.x(begin), y, (end - begin) * self.step, 11, PALE, BLUE))
                parts.append(box(self.x(end) - 3, y - 1, 5, 13, BLUE))
                if waiting:
                    parts.append(text(self.x(end) + 7, y + 10, f"{waiting * 15} min waiting", size=11, colour=ORANGE))
                y += 17
            y = max(y, y + 34 - 17 * len(monday)) + 12
        return picture("Ends and latest begins", y, [*self.clock(y - 8), *parts])

    def grown(self) -> str:
        """Level by level which groups there are, and why others are not."""
        ids = [one.meeting.id for one in self.meetings.all]
        parts, at = list[str](), dict[int, tuple[float, float]]()
        masks = sorted(range(1, 1 << len(ids)), key=lambda mask: (mask.bit_count(), mask))
        for level in range(1, len(ids) + 1):
            row = [mask for mask in masks if mask.bit_count() == level]
            for index, mask in enumerate(row):
                at[mask] = WIDTH / 2 + (index - (len(row) - 1) / 2) * 118, 30 + (level - 1) * 76
        for mask, (x, y) in at.items():
            for number in members(mask):
                part = mask & ~(1 << number)
                if part in self.groups.masks and mask in self.groups.masks:
                    parts.append(line(at[part][0], at[part][1] + 18, x, y - 18, BLUE))
        for mask, (x, y) in at.items():
            there = mask in self.groups.masks
            parts.append(
                box(x - 50, y - 18, 100, 36, PALE if there else "#ffffff", BLUE if there else GREY, "" if there else "4 3")
            )
            parts.append(
                text(x, y - 2, self.name(mask), "middle", INK if there else "#8a929b", weight="bold" if there else "normal")
            )
            parts.append(text(x, y + 12, self.why(mask), "middle", INK if there else "#8a929b", 11))
        return picture("Groups of one, two, three and four meetings", 30 + (len(ids) - 1) * 76 + 30, parts)

    def days_of(self, mask: int) -> list[int]:
        """On which days the group can come."""
        _, _, days = self.fit.stages[0]
        (found,) = days.tables.days(np.array([mask], np.int64))
        return np.unique(found).tolist()

    def why(self, mask: int) -> str:
        if mask in self.groups.masks:
            return ", ".join(DAYS[day] for day in self.days_of(mask))
        if any(self.meetings.apart[number] & mask for number in members(mask)):
            return "a lag between"
        if self.meetings.length(mask) * 15 > self.problem.policy.max_appointment_minutes:
            return "too long"
        return "never free so"

    def labels(self) -> str:
        """The first of two appointments: each group on its earliest day, and whether it may come first."""
        _, _, days = self.fit.stages[0]
        first = self.groups.masks[days.following(np.zeros(1, np.int64), len(self.label.steps) - 1)[1]].tolist()
        column = (WIDTH - 2 * LEFT) / len(DAYS)
        rows = [
            (self.name(group), [(group, self.days_of(group)[0])], self.reason(group, first))
            for group in sorted(self.groups.masks.tolist(), key=lambda mask: (mask.bit_count(), mask))
        ]
        stride = self.windows.timeline.stride
        plan = [(step.group, step.begin // stride) for step in self.label.steps]
        rows.append(("the plan", plan, "nothing is left"))
        bottom = 30 + len(rows) * 30
        parts = [text(LEFT + column * (day + 0.5), 18, name, "middle", size=12) for day, name in enumerate(DAYS)]
        parts += [line(LEFT + column * day, 24, LEFT + column * day, bottom - 4) for day in range(len(DAYS) + 1)]
        for index, (words, steps, after) in enumerate(rows):
            y, good = 30 + index * 30, steps[0][0] in first
            parts.append(text(14, y + 16, words, weight="bold" if good else "normal"))
            for group, day in steps:
                parts.append(box(LEFT + column * day + 4, y, column - 8, 23, PALE if good else "#ffffff", BLUE if good else GREY))
                parts.append(text(LEFT + column * (day + 0.5), y + 16, self.name(group), "middle"))
            parts.append(text(WIDTH - LEFT + 10, y + 16, after, colour=INK if good else ORANGE, size=12))
        return picture("Labels: the first of two appointments", bottom + 4, parts)

    def reason(self, group: int, first: list[int]) -> str:
        if group in first:
            return "goes on"
        missing = [id for id, number in self.number.items() if self.meetings.direct[number] & ~group and group >> number & 1]
        return f"{missing[0]} waits for others" if missing else "the rest needs two more"


def main() -> int:
    for name, drawn in Pictures().all():
        (FOLDER / name).write_text(drawn, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
