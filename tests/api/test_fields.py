"""One spelling for each kind of field, and one sentence of ours for each way to miss it."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from api import faults
from api.deadlines import RecordingForm
from api.forms import CaseForm, Form, HoldForm, PlanForm
from api.solve import SolveQuery
from tests.api.bodies import new_case

MEETING = {"department": "bauordnung", "minutes": 30}
NAMES = st.sampled_from(
    sorted({"colour", *(name for form in (*Form.__subclasses__(), HoldForm, SolveQuery) for name in form.model_fields)})
)
WINDOW = {"start": "2026-03-03T08:00+01:00", "end": "2026-03-03T12:00:00Z"}


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"received_on": 1}, "received_on", "1"),
        ({"received_on": 1772409600}, "received_on", "1772409600"),
        ({"received_on": "1772409600"}, "received_on", '"1772409600"'),
        ({"received_on": "2026-03-02T00:00:00"}, "received_on", '"2026-03-02T00:00:00"'),
        ({"received_on": "20260302"}, "received_on", '"20260302"'),
        ({"received_on": "2026-W10-1"}, "received_on", '"2026-W10-1"'),
        ({"received_on": "2026-3-2"}, "received_on", '"2026-3-2"'),
        ({"received_on": " 2026-03-02"}, "received_on", '" 2026-03-02"'),
        ({"received_on": "2026-03-02\n"}, "received_on", '"2026-03-02\\n"'),
        ({"received_on": "٢٠٢٦-٠٣-٠٢"}, "received_on", '"٢٠٢٦-٠٣-٠٢"'),
        ({"complete_on": True}, "complete_on", "true"),
        ({"complete_on": ""}, "complete_on", '""'),
        ({"customer_windows": [WINDOW | {"start": 0}]}, "customer_windows[0].start", "0"),
        ({"customer_windows": [WINDOW | {"end": "1790000000"}]}, "customer_windows[0].end", '"1790000000"'),
        ({"customer_windows": [WINDOW | {"start": "2026-03-03"}]}, "customer_windows[0].start", '"2026-03-03"'),
        ({"customer_windows": [WINDOW | {"start": "2026-03-03 08:00Z"}]}, "customer_windows[0].start", '"2026-03-03 08:00Z"'),
        ({"customer_windows": [WINDOW | {"start": "2026-03-03T25:00Z"}]}, "customer_windows[0].start", '"2026-03-03T25:00Z"'),
        ({"customer_windows": [WINDOW | {"start": "0001-01-01T00:00+01:00"}]}, "customer_windows[0].start", '"0001-01-01T00'),
        ({"customer_windows": [WINDOW | {"end": "9999-12-31T23:59-23:59"}]}, "customer_windows[0].end", '"9999-12-31T23:59'),
        ({"customer_windows": [WINDOW, 5]}, "customer_windows[1]", "5"),
        ({"customer_windows": WINDOW}, "customer_windows", '{"start": "2026-03-03T08:00+01:00"'),
        ({"meetings": [MEETING, MEETING | {"minutes": True}]}, "meetings[1].minutes", "true"),
        ({"meetings": [MEETING | {"minutes": 30.0}]}, "meetings[0].minutes", "30.0"),
        ({"meetings": [MEETING | {"minutes": "30"}]}, "meetings[0].minutes", '"30"'),
        ({"meetings": [MEETING | {"department": 3}]}, "meetings[0].department", "3"),
        ({"not_needed": "bauordnung"}, "not_needed", '"bauordnung"'),
        ({"customer": "k0001@kunde.example"}, "customer", '"k0001@kunde.example"'),
        ({"customer": {"name": 1, "email": "k0001@kunde.example"}}, "customer.name", "1"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_another_spelling_is_refused_with_path_value_and_advice(
    client: FlaskClient, changes: dict[str, Any], path: str, value: str
):
    response = client.post("/api/cases", json=new_case(**changes))
    problem = response.get_json()
    assert (response.status_code, problem["path"]) == (422, path)
    assert problem["detail"].startswith(f"{path}: {value}")
    assert "Write" in problem["detail"] or "described" in problem["detail"]


@pytest.mark.parametrize("moment", ["2026-03-03T08:00+01:00", "2026-03-03T08:00:00+01:00", "2026-03-03T07:00:00Z"])
def test_a_time_may_leave_out_its_seconds(client: FlaskClient, moment: str):
    windows = [{"start": moment, "end": "2026-03-03T12:00:00+01:00"}]
    answer = client.post("/api/cases", json=new_case(customer_windows=windows))
    assert answer.status_code == 201
    assert answer.get_json()["customer_windows"][0]["start"] in ("2026-03-03T08:00:00+01:00", "2026-03-03T07:00:00Z")


@pytest.mark.parametrize("seconds", [True, "3", 0, 61, [3]])
def test_seconds_are_a_number(client: FlaskClient, seconds: object):
    client.post("/api/cases", json=new_case())
    refusal = client.post("/api/cases/1/plans", json={"seconds": seconds})
    assert (refusal.status_code, refusal.get_json()["path"]) == (422, "seconds")


@pytest.mark.parametrize("anybody", ["yes", 1, None])
def test_yes_or_no_is_true_or_false(client: FlaskClient, anybody: object):
    refusal = client.post("/api/plans/1/confirm", json={"any_advisor": anybody}).get_json()
    assert (refusal["status"], refusal["path"]) == (422, "any_advisor")
    assert "is neither true nor false" in refusal["detail"]


def test_more_faults_than_are_told_are_counted_and_listed(client: FlaskClient):
    body = new_case(a=1, b=2, c=3, d=4, received_on="tomorrow")
    problem = client.post("/api/cases", json=body).get_json()
    assert problem["detail"].endswith("And 2 more, see `faults`.")
    assert len(problem["faults"]) == 5


def test_a_field_with_an_odd_name_is_named_without_its_odd_letters(client: FlaskClient):
    problem = client.post("/api/cases", json=new_case() | {"a\r\nb": 1, "x" * 500: 1}).get_json()
    first, second = (fault["path"] for fault in problem["faults"])
    assert first == '"a\\r\\nb"'
    assert len(second) == 60


TEXTS = st.text(max_size=300) | st.sampled_from(["3", "1.5", "1e999", "9" * 5000])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(NAMES, deeper),
    max_leaves=4,
)


@given(changes=st.dictionaries(NAMES, ANYTHING))
@example(changes={"customer": {"language": False}})
def test_every_fault_of_a_body_has_a_sentence_of_its_own(changes: dict[str, object]):
    """Random JSON in random fields of a sensible body: no fault is left to the general sentence, none to pydantic's words."""
    assert_sentences(CaseForm, new_case() | changes)
    assert_sentences(PlanForm, changes)
    assert_sentences(HoldForm, changes)
    assert_sentences(RecordingForm, {"version": 1} | changes)


@given(changes=st.dictionaries(NAMES, TEXTS))
def test_every_fault_of_a_query_has_a_sentence_of_its_own(changes: dict[str, str]):
    assert_sentences(SolveQuery, changes)


def assert_sentences(form: type[BaseModel], fields: dict[str, Any]) -> None:
    try:
        form.model_validate(fields)
    except ValidationError as reason:
        errors = reason.errors(include_url=False)
        assert {error["type"] for error in errors} <= set(faults.SENTENCES)
        assert len(faults.of_errors(errors)) == len(errors)
