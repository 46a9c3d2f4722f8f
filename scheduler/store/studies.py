"""What-if studies as rows: asked for, claimed by one runner at a time, kept replication by replication, stopped on a wish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update

from scheduler.errors import Conflict, NotFoundError
from scheduler.store import tables
from scheduler.store.reading import Reading

WAITING, RUNNING, DONE, CANCELLED, FAILED = "waiting", "running", "done", "cancelled", "failed"
OPEN = (WAITING, RUNNING)


@dataclass(frozen=True)
class Job:
    """A study that was asked for. `done` of `of` replications of all scenarios; `replications`: of which its results consist,
    once it is done; `stop_wished`: somebody wants it stopped and it has not yet.
    """

    id: int
    caller: str
    name: str
    document: dict[str, Any]
    baseline: dict[str, Any]
    state: str
    made_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    heartbeat_at: datetime | None
    runner: str | None
    done: int
    of: int
    replications: int | None
    stop_wished: bool
    fault: str | None


Figures = Mapping[tuple[int, int], dict[str, float]]  # (scenario, number) -> what `scheduler.outcomes` told of it


class StudyReading(Reading):
    """Looking at studies."""

    def job(self, job_id: int) -> Job:
        """Raises NotFoundError."""
        row = self._connection.execute(select(tables.study).where(tables.study.c.id == job_id)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"There is no study {job_id}.", path="id", value=job_id)
        return _job(row)

    def jobs(self, most: int) -> tuple[Job, ...]:
        """The newest ones, the newest first."""
        rows = self._connection.execute(select(tables.study).order_by(tables.study.c.id.desc()).limit(most)).mappings()
        return tuple(map(_job, rows))

    def open_jobs(self, caller: str) -> int:
        """How many of this caller's wait or run."""
        row = tables.study.c
        mine = select(func.count()).where(row.caller == caller, row.state.in_(OPEN))
        return self._connection.scalar(mine) or 0

    def replications(self, job_id: int) -> Figures:
        row = tables.replication.c
        rows = self._connection.execute(select(row.scenario, row.number, row.figures).where(row.study_id == job_id))
        return {(scenario, number): figures for scenario, number, figures in rows}


class StudyWriting(StudyReading):
    """Asking for one, working it off, wishing it stopped."""

    def ask_for(self, caller: str, name: str, document: dict[str, Any], baseline: dict[str, Any], of: int, now: datetime) -> Job:
        values = {
            "caller": caller,
            "name": name,
            "document": document,
            "baseline": baseline,
            "state": WAITING,
            "made_at": now,
            "of": of,
        }
        (job_id,) = self._connection.execute(insert(tables.study).values(values)).inserted_primary_key or (0,)
        return self.job(job_id)

    def claim_job(self, runner: str, now: datetime, silent: timedelta) -> Job | None:
        """The oldest that waits, or whose runner has been silent for so long; from now on it is this runner's."""
        row = tables.study.c
        left = (row.state == RUNNING) & (row.heartbeat_at <= now - silent)
        query = select(row.id).where((row.state == WAITING) | left).order_by(row.id).limit(1).with_for_update(skip_locked=True)
        job_id = self._connection.scalar(query)
        if job_id is None:
            return None
        job = self.job(job_id)
        values = {"state": RUNNING, "runner": runner, "heartbeat_at": now, "begun_at": job.begun_at or now}
        self._connection.execute(update(tables.study).where(row.id == job_id).values(values))
        return self.job(job_id)

    def beat(self, job: Job, now: datetime) -> bool:
        """The runner lives; whether it is to go on. False as well where another runner has taken over."""
        changed = self._connection.execute(update(tables.study).where(_mine(job)).values(heartbeat_at=now)).rowcount
        return bool(changed) and not self.job(job.id).stop_wished

    def keep(self, job: Job, scenario: int, number: int, figures: dict[str, float], now: datetime) -> None:
        """A replication is finished. Whoever has lost the study keeps nothing."""
        row = tables.study.c
        values = {"done": row.done + 1, "heartbeat_at": now}
        if self._connection.execute(update(tables.study).where(_mine(job)).values(values)).rowcount:
            kept = {"study_id": job.id, "scenario": scenario, "number": number, "figures": figures}
            self._connection.execute(insert(tables.replication).values(kept))

    def end_job(self, job: Job, state: str, now: datetime, replications: int | None = None, fault: str | None = None) -> None:
        """By the runner whose study it still is."""
        values = {"state": state, "ended_at": now, "replications": replications, "fault": fault}
        self._connection.execute(update(tables.study).where(_mine(job)).values(values))

    def give_back_job(self, job: Job) -> None:
        """It waits for the next runner, with all that is finished of it."""
        self._connection.execute(update(tables.study).where(_mine(job)).values(state=WAITING, runner=None))

    def stop_job(self, job_id: int, now: datetime) -> Job:
        """What waits is cancelled at once, what runs as soon as its runner hears of it. Raises NotFoundError, Conflict."""
        job = self.job(job_id)
        if job.state not in OPEN:
            raise Conflict([f"Study {job_id} is {job.state} already."], advice="There is nothing to stop.")
        row = tables.study.c
        waits = {"state": CANCELLED, "ended_at": now, "stop_wished": True} if job.state == WAITING else {"stop_wished": True}
        changed = update(tables.study).where(row.id == job_id, row.state == job.state).values(waits)
        if not self._connection.execute(changed).rowcount:
            raise Conflict([f"Study {job_id} was begun or ended at this moment."], advice="Look again and repeat.")
        return self.job(job_id)


def _mine(job: Job) -> ColumnElement[bool]:
    row = tables.study.c
    return (row.id == job.id) & (row.state == RUNNING) & (row.runner == job.runner)


def _job(row: RowMapping) -> Job:
    return Job(**row)
