"""The use cases of what-if studies: ask for one, watch it, stop it, read what it says; and work them off one after the other.

A study is rows of the store: whoever works it off may die at any moment, and the next one goes on from what is finished.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any

from scheduler.engine import Cluster, Engine
from scheduler.errors import BusyError, Conflict, LotseError
from scheduler.plans import Appointment
from scheduler.playing.contacts import Mix
from scheduler.playing.scene import StoppedError
from scheduler.recorded import nobodys, recorded_mix
from scheduler.scenarios import Study, study_of
from scheduler.settings import Settings
from scheduler.store.documents import from_document, to_document
from scheduler.store.store import Store
from scheduler.store.studies import CANCELLED, DONE, FAILED, Job
from scheduler.store.writing import Writing
from scheduler.study.compare import Compared, compared
from scheduler.study.run import run
from scheduler.study.told import Told, told
from scheduler.toml_reader import Table
from scheduler.town import Town
from scheduler.traces import trace_of
from scheduler.ventures import Catalogue

# After so long without a heartbeat a runner counts as lost. On a machine with too much to do its cluster alone may take half
# a minute to start; two runners that took a study from each other would lose nothing and get nowhere.
SILENT = timedelta(seconds=60)
BEAT_SECONDS = 0.4  # a wish to stop is heard with it
_IDLE_SECONDS = 1.0

_log = logging.getLogger("lotse.whatif")


@dataclass(frozen=True)
class Studies:
    """The use cases over one store. `per_user`: how many studies of one caller may be open at once."""

    store: Store
    catalogue: Catalogue
    per_user: int

    def ask(self, document: dict[str, Any], caller: str, now: datetime) -> Job:
        """A study that waits to be worked off, in the town as it is now. Raises InputError, and BusyError beyond the limit."""
        town, mix, booked = self._snapshot(document, now)
        study = study_of(Table(document), town, self.catalogue, mix, booked, now.date())
        baseline = {
            "town": to_document(town),
            "mix": to_document(mix),
            "booked": to_document(booked),
            "today": now.date().isoformat(),
            "told": to_document(told(study)),
        }
        of = len(study.scenarios) * study.replications

        def write(books: Writing) -> Job:
            there = books.open_jobs(caller)
            if there >= self.per_user:
                sentence = f"{there} studies of yours wait or run already; at most {self.per_user} may."
                german = f"{there} Studien warten oder laufen schon, mehr gehen nicht. Eine abbrechen oder auf sie warten."
                raise BusyError(sentence, advice="Stop one, or wait for it.", german=german)
            return books.ask_for(caller, study.name, document, baseline, of, now)

        return self.store.change(write)

    def study_now(self, root: Table, now: datetime) -> Study:
        """A study in the town as it is now, which nobody keeps. Raises InputError."""
        town, mix, booked = self._snapshot(root.fields, now)
        return study_of(root, town, self.catalogue, mix, booked, now.date())

    def _snapshot(self, document: Mapping[str, Any], now: datetime) -> tuple[Town, Mix | None, tuple[Appointment, ...]]:
        """The town, and for a study that asks for it who comes and what is booked, without anybody in it."""
        month = document.get("month")
        with self.store.reading() as reading:
            town = reading.town()[1]
            if not (isinstance(month, dict) and month.get("from") == "store"):
                return town, None, ()
            mix = recorded_mix(reading.all_cases(), town, self.catalogue, now.date())
            return town, mix, nobodys(reading.booked_from(now))

    def job(self, job_id: int) -> Job:
        """Raises NotFoundError."""
        with self.store.reading() as reading:
            return reading.job(job_id)

    def jobs(self, most: int = 50) -> tuple[Job, ...]:
        """The newest first."""
        with self.store.reading() as reading:
            return reading.jobs(most)

    def stop(self, job_id: int, now: datetime) -> Job:
        """Raises NotFoundError, and Conflict where it has ended."""
        return self.store.change(lambda books: books.stop_job(job_id, now))

    def study(self, job: Job) -> Study:
        """The study as it was asked for, in the town it was asked about."""
        kept = job.baseline
        mix = None if kept["mix"] is None else from_document(Mix, kept["mix"])
        booked = from_document(tuple[Appointment, ...], kept["booked"])
        town = from_document(Town, kept["town"])
        return study_of(Table(job.document), town, self.catalogue, mix, booked, date.fromisoformat(kept["today"]))

    def results(self, job: Job) -> tuple[Told, tuple[Compared, ...]]:
        """What a finished study says, the baseline first, and with which words. Raises Conflict where it is not done."""
        if job.state != DONE or job.replications is None:
            raise Conflict([f"Study {job.id} is {job.state}; it has no results."], advice=job.fault or "Look at the job again.")
        with self.store.reading() as reading:
            known = reading.replications(job.id)
        kept = job.baseline.get("told")  # not of one that was asked for before words were kept
        words = told(self.study(job)) if kept is None else from_document(Told, kept)
        return words, compared(tuple(one.name for one in words.scenarios), known, job.replications)


def cluster_of(configured: Settings, workers: int | None = None) -> Cluster:
    """Where the settings want studies to be computed."""
    return Cluster(
        configured.dask_address,
        workers or configured.whatif_workers,
        configured.dask_ca_file,
        configured.dask_cert_file,
        configured.dask_key_file,
    )


class Runner:
    """Works studies off, one after the other; each has an engine of its own, gone when it is done."""

    def __init__(self, studies: Studies, cluster: Cluster, now: Callable[[], datetime]) -> None:
        self._studies, self._cluster, self._now = studies, cluster, now
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def run(self, stop: Event) -> None:
        """Until `stop` is set; what is worked on then is given back."""
        while not stop.is_set():
            try:
                job = self._studies.store.change(lambda books: books.claim_job(self.name, self._now(), SILENT), aside=True)
                if job is not None:
                    self.work_off(job, stop)
                    continue
            except LotseError as error:  # a store that cannot be used for a while
                _log.warning("%s", error.sentence)
            stop.wait(_IDLE_SECONDS)

    def work_off(self, job: Job, stop: Event) -> None:
        """To its end, whichever that is. Raises BusyError where the store cannot be used or no process starts: then it stays
        claimed for a while.
        """
        store, lost = self._studies.store, False
        beaten = 0.0

        def stopping() -> bool:
            nonlocal beaten, lost
            if stop.is_set():
                return True
            if time.monotonic() - beaten > BEAT_SECONDS:
                try:
                    lost = not store.change(lambda books: books.beat(job, self._now()), aside=True)
                except BusyError:  # next time
                    return False
                beaten = time.monotonic()
            return lost

        def keep(scenario: int, number: int, figures: dict[str, float]) -> None:
            store.change(lambda books: books.keep(job, scenario, number, figures, self._now()), aside=True)

        try:
            study = self._studies.study(job)
            with store.reading() as reading:
                known = dict(reading.replications(job.id))
            with Engine(self._cluster) as engine:
                try:
                    replications = run(study, engine, known, keep, stopping)
                    self._end(job, DONE, replications=replications)
                except StoppedError:  # nobody computes it any more; that its processes end too may take a moment
                    if stop.is_set() and not lost:
                        store.change(lambda books: books.give_back_job(job), aside=True)
                    else:
                        self._end(job, CANCELLED)
        except BusyError:  # for a while, of the store or of this machine: whoever claims the study next goes on with it
            raise
        except LotseError as error:
            self._end(job, FAILED, fault=str(error))
        except Exception as error:  # noqa: BLE001  a bug of ours: the study says so, the runner goes on with the next
            _log.error("study %d failed: %s", job.id, trace_of(error)[0], exc_info=error)
            self._end(job, FAILED, fault="This should not have happened; it was written to the log.")

    def _end(self, job: Job, state: str, replications: int | None = None, fault: str | None = None) -> None:
        self._studies.store.change(
            lambda books: books.end_job(job, state, self._now(), replications=replications, fault=fault), aside=True
        )
