"""PostgreSQL goes away and comes back: requests meanwhile are refused in a sentence, and repeated with their key done once."""

import uuid

from scheduler.store.store import open_store
from tests.api.bodies import new_case
from tests.api.conftest import client_over
from tests.databases import PostgresServer


def test_while_postgresql_is_away_requests_are_refused_and_done_once_afterwards(postgres_server: PostgresServer):
    name = f"lotse_{uuid.uuid4().hex}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    store = open_store(postgres_server.get_uri(name))
    keyed = {"Idempotency-Key": "one"}
    with client_over(store) as client:
        assert client.get("/healthz").status_code == 200
        postgres_server.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgres_server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        refused = [client.get("/healthz"), client.get("/api/cases/1"), client.post("/api/cases", json=new_case(), headers=keyed)]
        for answer in refused:
            assert answer.status_code == 503
            assert answer.mimetype == "application/problem+json"
            assert answer.get_json()["code"] == "store-away"
            assert int(answer.headers["Retry-After"]) > 0
        postgres_server.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        answers = [client.post("/api/cases", json=new_case(), headers=keyed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
    store.close()
    postgres_server.psql(f"DROP DATABASE {name} WITH (FORCE)")
