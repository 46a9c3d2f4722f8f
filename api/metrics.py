"""/metrics for Prometheus: requests, solves, the store. No personal data; every label takes few values.

Under gunicorn each process counts for itself, in files of PROMETHEUS_MULTIPROC_DIR (`api.city` sets it), and whichever
is asked tells the sum. What the store holds is asked of the store when somebody looks.
"""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.desk import desk, now
from api.pages import NO_MAIL_SERVER

metrics = Blueprint("metrics", __name__)

# Who scrapes is on this machine and calls it so; a name from outside that reaches us through a proxy finds nothing here.
_ASKED_AS = ("127.0.0.1", "localhost")

_REQUESTS = Histogram(
    "lotse_request_seconds",
    "Requests by route and status, and how long they took.",
    ("method", "route", "status"),
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)


def request_seen(method: str, route: str, status: int, seconds: float) -> None:
    _REQUESTS.labels(method, route, str(status)).observe(seconds)


@metrics.get("/metrics")
def scrape() -> Response:
    if request.host.partition(":")[0] not in _ASKED_AS:
        abort(404)
    registry = CollectorRegistry()
    registry.register(_Held())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest(REGISTRY) + generate_latest(registry)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


class _Held(Collector):
    """What the store holds now, and what runs here."""

    def collect(self) -> Iterator[Metric]:
        running = GaugeMetricFamily("lotse_info", "What runs here.", labels=("version", "python", "database"))
        census = desk().store.census()
        running.add_metric((version("lotse-termine"), platform.python_version(), census.database), 1)
        yield running
        booked = GaugeMetricFamily("lotse_appointments", "Appointments in the store, by state.", labels=("state",))
        for state, count in census.appointments.items():
            booked.add_metric((state,), count)
        yield booked
        letters = GaugeMetricFamily("lotse_letters", "Letters in the outbox, by state.", labels=("state",))
        for state, count in census.letters.items():
            letters.add_metric((state,), count)
        yield letters
        waited = (now() - census.waiting_since).total_seconds() if census.waiting_since else 0.0
        yield GaugeMetricFamily("lotse_letter_age_seconds", "How long the oldest letter has waited.", value=max(waited, 0.0))
        server = 0 if current_app.config.get(NO_MAIL_SERVER) else 1
        yield GaugeMetricFamily("lotse_mail_server", "Whether a mail server is set.", value=server)
        yield GaugeMetricFamily("lotse_holds", "Plans that are held for somebody.", value=census.held)
        lost = len(desk().set_backs.now(desk().store, now())) if desk().has_town else 0
        yield GaugeMetricFamily("lotse_set_back", "Appointments to come that cannot stay as they are booked.", value=lost)
        yield GaugeMetricFamily("lotse_cases", "Cases in the store.", value=census.cases)
