"""The backlog over HTTP: proposals that want the same people, planned together."""

from flask.testing import FlaskClient

from tests.api.bodies import FIRST, new_case
from tests.api.test_replans import desk_of


def propose(client: FlaskClient, number: int) -> dict:
    case = client.post("/api/cases", json=new_case(number)).get_json()["id"]
    return client.post(f"/api/cases/{case}/plans").get_json()


def test_proposals_that_collide_are_planned_together(client: FlaskClient):
    """Each alone is proposed the first minute; only one of them could be confirmed."""
    alone = [propose(client, number) for number in (1, 2, 3)]
    assert len({plan["appointments"][0]["start"] for plan in alone}) == 1
    response = client.post("/api/backlog/plans")
    assert response.status_code == 201, response.text
    found = response.get_json()
    assert (found["proposals"], found["refused"]) == (3, 2)
    assert (found["before"][0]["value"], found["after"][0]["value"], found["after"][0]["bound"]) == (4, 0, 0)
    for plan in found["plans"]:
        assert client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).status_code == 200


def test_what_is_confirmed_does_not_move(client: FlaskClient):
    first = propose(client, 1)
    booked = client.post(f"/api/plans/{first['id']}/confirm", headers=FIRST).get_json()["appointments"][0]
    propose(client, 2)
    found = client.post("/api/backlog/plans", json={"seconds": 5}).get_json()
    assert found["proposals"] == 1
    assert client.get(f"/api/appointments/{booked['id']}").get_json() == booked


def test_where_nothing_is_gained_nothing_is_stored(client: FlaskClient):
    assert client.post("/api/backlog/plans").get_json()["proposals"] == 0
    plan = propose(client, 1)
    response = client.post("/api/backlog/plans")
    assert (response.status_code, response.get_json()["plans"]) == (200, [])
    with desk_of(client).store.reading() as reading:
        assert [one.plan.id for one in reading.open_proposals()] == [plan["id"]]


def test_a_proposal_whose_case_has_moved_on_is_left_out(client: FlaskClient):
    plan = propose(client, 1)
    client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST)
    propose(client, 2)
    propose(client, 2)  # the customer's second case: the first proposal knows nothing of it
    assert client.post("/api/backlog/plans").get_json()["proposals"] == 1
