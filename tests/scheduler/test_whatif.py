"""Studies as rows, on both engines: asked for within limits, claimed by one, resumed by the next, stopped on a wish."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from scheduler.clock import now
from scheduler.engine import Cluster, Engine
from scheduler.errors import BusyError, Conflict, InputError, NotFoundError
from scheduler.playing.contacts import Kind, Mix
from scheduler.playing.scene import StoppedError
from scheduler.recorded import nobodys, recorded_mix
from scheduler.store.store import Store, open_store
from scheduler.study.replication import replicate
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from scheduler.whatif import SILENT, Runner, Studies
from tests import builders
from tests.builders import NOW
from tests.processes import children_of, wait_until_gone
from tests.whatif.size import TOWN

BODY: dict[str, Any] = {
    "name": "Frage",
    "replications": 3,
    "month": {"contacts": 20, "open_days": 5, "warm_up_days": 0},
    "scenarios": [{"name": "a", "levers": [{"lever": "demand", "times": 1.2}]}],
}
FIGURES = {"appointments_per_case|all|": 2.0}


def studies_over(store: Store, per_user: int = 3) -> Studies:
    store.change(lambda books: books.write_town(read_town_file(TOWN), NOW))
    return Studies(store, catalogue(), per_user)


def test_a_study_waits_and_is_the_same_when_it_is_read_again(store: Store) -> None:
    studies = studies_over(store)
    job = studies.ask(BODY, "anybody", NOW)
    assert (job.state, job.done, job.of, studies.job(job.id), studies.jobs()) == ("waiting", 0, 6, job, (job,))
    again = studies.study(job)
    assert again == studies.study(job)
    assert [one.name for one in again.scenarios] == ["Ausgangslage", "a"]


def test_what_cannot_be_leaves_no_row_and_each_caller_has_a_limit(store: Store) -> None:
    studies = studies_over(store, per_user=2)
    with pytest.raises(InputError):
        studies.ask(BODY | {"replications": 10**6}, "anybody", NOW)
    assert studies.jobs() == ()
    for _ in range(2):
        studies.ask(BODY, "anybody", NOW)
    with pytest.raises(BusyError, match="2 studies of yours wait or run already; at most 2 may"):
        studies.ask(BODY, "anybody", NOW)
    studies.ask(BODY, "somebody else", NOW)
    with pytest.raises(NotFoundError):
        studies.job(99)


def test_one_runner_claims_a_study_and_the_next_goes_on_after_a_silence(store: Store) -> None:
    studies = studies_over(store)
    job = studies.ask(BODY, "anybody", NOW)
    mine = store.change(lambda books: books.claim_job("one", NOW, SILENT))
    assert mine is not None
    assert (mine.id, mine.state, mine.runner) == (job.id, "running", "one")
    assert store.change(lambda books: books.claim_job("two", NOW + SILENT / 2, SILENT)) is None
    store.change(lambda books: books.keep(mine, 0, 0, FIGURES, NOW))
    theirs = store.change(lambda books: books.claim_job("two", NOW + 2 * SILENT, SILENT))
    assert theirs is not None
    assert (theirs.runner, theirs.done) == ("two", 1)
    # Whoever has lost it keeps nothing, ends nothing, and hears that it is lost.
    assert not store.change(lambda books: books.beat(mine, NOW))
    store.change(lambda books: books.keep(mine, 0, 1, FIGURES, NOW))
    store.change(lambda books: books.end_job(mine, "done", NOW))
    with store.reading() as reading:
        assert reading.replications(job.id) == {(0, 0): FIGURES}
    assert studies.job(job.id).state == "running"


def test_a_wish_to_stop_is_heard_with_the_next_heartbeat(store: Store) -> None:
    studies = studies_over(store)
    waiting, running = studies.ask(BODY, "anybody", NOW), studies.ask(BODY, "anybody", NOW)
    assert studies.stop(waiting.id, NOW).state == "cancelled"
    mine = store.change(lambda books: books.claim_job("one", NOW, SILENT))
    assert mine is not None
    assert mine.id == running.id
    assert store.change(lambda books: books.beat(mine, NOW))
    assert studies.stop(running.id, NOW).stop_wished
    assert not store.change(lambda books: books.beat(mine, NOW))
    store.change(lambda books: books.end_job(mine, "cancelled", NOW))
    with pytest.raises(Conflict, match="cancelled already"):
        studies.stop(running.id, NOW)
    with pytest.raises(Conflict, match="is cancelled; it has no results"):
        studies.results(studies.job(running.id))


def test_what_is_given_back_waits_with_what_is_finished(store: Store) -> None:
    studies = studies_over(store)
    studies.ask(BODY, "anybody", NOW)
    mine = store.change(lambda books: books.claim_job("one", NOW, SILENT))
    assert mine is not None
    store.change(lambda books: books.keep(mine, 0, 0, FIGURES, NOW))
    store.change(lambda books: books.give_back_job(mine))
    again = store.change(lambda books: books.claim_job("two", NOW, SILENT))
    assert again is not None
    assert (again.id, again.done) == (mine.id, 1)


def test_a_runner_works_off_what_is_left_on_a_real_engine(tmp_path: Path) -> None:
    """Once, with what one replication has left behind: it is not done again, and the others are what they are anywhere."""
    store = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    studies = studies_over(store)
    job = studies.ask(BODY, "anybody", NOW)
    mine = store.change(lambda books: books.claim_job("dead", NOW - timedelta(hours=1), SILENT))
    assert mine is not None
    store.change(lambda books: books.keep(mine, 0, 0, FIGURES, NOW - timedelta(hours=1)))
    stop = Event()
    runner = Thread(target=Runner(studies, Cluster(workers=1), now).run, args=(stop,))
    runner.start()
    try:
        for _ in range(6000):  # a tenth of a second each; an idle machine needs some seconds
            if studies.job(job.id).state not in ("waiting", "running"):
                break
            stop.wait(0.1)
    finally:
        stop.set()
        runner.join()
    ended = studies.job(job.id)
    assert (ended.state, ended.done, ended.replications, ended.fault) == ("done", 6, 3, None)
    with store.reading() as reading:
        known = reading.replications(job.id)
    assert known[0, 0] == FIGURES
    words, (base, other) = studies.results(ended)
    assert known[1, 2] == replicate(studies.study(ended), 1, 2)
    assert [(one.name, one.levers("de"), one.levers("en")) for one in words.scenarios] == [
        ("Ausgangslage", (), ()),
        ("a", ("Nachfrage × 1,2: alle",), ("Demand × 1.2: all",)),
    ]
    assert base.values["contacts|all|"].count == 2  # the one that was left behind told nothing of it
    assert other.differences
    store.close()


def test_an_engine_hands_on_what_goes_wrong() -> None:
    study = read_town_file(TOWN)
    assert study
    with Engine(Cluster(workers=1)) as engine, pytest.raises(InputError, match="nothing of that"):
        engine.run(_refusing, [("a", ())], lambda *_: None)


def _refusing(_stop: object) -> None:
    raise InputError("nothing of that.", path="here")


def test_an_engine_listens_on_this_machine_alone_and_its_web_servers_tell_nothing(recwarn: pytest.WarningsRecorder) -> None:
    with Engine(Cluster(workers=1)) as one, Engine(Cluster(workers=1)) as other:
        one.run(_idle, [("a", ())], lambda *_: None)
        other.run(_idle, [("a", ())], lambda *_: None)
        ours = [psutil.Process(), *psutil.Process().children(recursive=True)]
        listening = [held.laddr for each in ours for held in each.net_connections("tcp") if held.status == psutil.CONN_LISTEN]
        assert {at.ip for at in listening} == {"127.0.0.1"}
        told = [_told(f"http://127.0.0.1:{at.port}{path}") for at in listening for path in ("/health", "/json/counts.json")]
        assert told.count(404) >= 8  # of two schedulers and two workers; the others speak TLS
        assert set(told) == {404, None}
    assert [str(one.message) for one in recwarn if "already in use" in str(one.message)] == []


def _idle(_stop: object) -> None:
    """Nothing is to be done."""


def _told(address: str) -> int | None:
    """The status a web server answers with, None where none is."""
    try:
        with urlopen(address, timeout=5) as answer:
            return answer.status
    except HTTPError as reason:
        return reason.code
    except (OSError, HTTPException):
        return None


def test_work_that_does_not_listen_is_ended_all_the_same() -> None:
    """A solver in the middle of a step, say: what asked it to stop hears StoppedError, and no process stays."""
    there = set(children_of(os.getpid()))
    begun = time.monotonic()
    with Engine(Cluster(workers=1)) as engine:
        with pytest.raises(StoppedError):
            engine.run(_deaf, [("a", ())], lambda *_: None, lambda: bool(_workers(there)) and time.monotonic() - begun > 8)
        workers = _workers(there)
    wait_until_gone(*workers)
    assert workers


def _deaf(_stop: object) -> None:
    time.sleep(600)


def _workers(there: set[int]) -> list[int]:
    return [pid for pid in children_of(os.getpid()) if pid not in there]


def test_the_store_tells_who_comes_and_nobodys_name() -> None:
    town = builders.town()
    day = builders.TODAY - timedelta(days=30)
    asked = builders.meeting("gewerbemeldestelle", minutes=20)
    cases = [builders.case(asked, id_=number, received_on=day + timedelta(days=number % 20)) for number in range(40)]
    with pytest.raises(InputError, match="only 10 cases of the last twelve months can be counted; it takes 30"):
        recorded_mix(cases[:10], town, catalogue(), builders.TODAY)
    mix = recorded_mix(cases, town, catalogue(), builders.TODAY)
    assert isinstance(mix, Mix)
    (kind,) = mix.kinds
    assert isinstance(kind, Kind)
    assert (kind.offer, kind.district, kind.weight) == ("gewerbeanzeige", "mitte", 40)
    assert 1 < mix.a_day < 4
    booked = replace(builders.appointment(builders.at(3, "09:00")), id=5)
    (anonymous,) = nobodys([booked])
    assert "kunde" not in str(anonymous)
    assert (anonymous.advisor, anonymous.start, anonymous.meetings[0].seats) == (booked.advisor, booked.start, ("bau-1",))


def test_a_store_that_is_away_for_a_while_fails_no_study(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever claims it after the silence goes on with what is finished."""
    studies = studies_over(store)
    job = studies.ask(BODY, "anybody", NOW)
    mine = store.change(lambda books: books.claim_job("one", NOW, SILENT))
    assert mine is not None

    def away(*_: object) -> int:
        raise BusyError("The store is away.")

    monkeypatch.setattr("scheduler.whatif.run", away)
    with pytest.raises(BusyError):
        Runner(studies, Cluster(workers=1), now).work_off(mine, Event())
    assert (studies.job(job.id).state, studies.job(job.id).fault) == ("running", None)
    assert store.change(lambda books: books.claim_job("two", NOW + 2 * SILENT, SILENT)) is not None
