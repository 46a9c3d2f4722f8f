"""The web application: one blueprint a resource, one table of refusals, one gate, one set of headers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version

from flask_openapi import Info, OpenAPI

from api import (
    appointments,
    backlog,
    cases,
    customer_page,
    deadlines,
    description,
    desk_page,
    explanations,
    feeds,
    gate,
    headers,
    health,
    invited,
    metrics,
    moves,
    once,
    options,
    pages,
    plans,
    problems,
    replans,
    request_line,
    scenarios,
    solve,
    town,
    ventures,
)
from api.desk import KEY, Counter
from api.whatif import page as planning_page
from scheduler.links import Links, links_of
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.settings import Settings
from scheduler.whatif import Studies

RESOURCES = (
    cases,
    deadlines,
    options,
    plans,
    moves,
    explanations,
    replans,
    backlog,
    appointments,
    invited,
    feeds,
    ventures,
    town,
    solve,
    scenarios,
    health,
)
PAGES = (pages.pages, desk_page.desk_page, customer_page.customer_page, feeds.subscribed, planning_page.planning)

# Accounts come later; until then the application answers on the own machine only.
OWN_MACHINE = ("127.0.0.1", "localhost")


def create_app(
    desk: Desk,
    now: Callable[[], datetime],
    mailbox: Mailbox,
    hosts: Sequence[str] = OWN_MACHINE,
    public_url: str | None = None,
    studies_per_user: int = Settings.whatif_per_user,
) -> OpenAPI:
    """The WSGI application over `desk`. `now` is asked once a request; `mailbox` is the organizer of invitations; `public_url`:
    where customers reach their pages, None: nowhere but here.

    `hosts`: the names it may be asked by; a page from elsewhere could make its own name point here (DNS rebinding).
    """
    app = OpenAPI(
        __name__,
        info=Info(title="Lotse", version=version("lotse-termine"), description="Plans the fewest appointments, and books them."),
        validation_error_model=problems.Problem,
        validation_error_callback=problems.of_validation,
        doc_ui=False,
    )
    links = links_of(desk.store, public_url or "") or Links("", "")
    app.openapi_version = "3.1.0"
    app.config["TRUSTED_HOSTS"] = list(hosts)
    app.extensions[KEY] = Counter(desk, now, mailbox, links, Studies(desk.store, desk.catalogue, studies_per_user))
    request_line.register(app)
    gate.register(app)
    headers.register(app)
    problems.register(app)
    once.register(app)
    for resource in RESOURCES:
        app.register_api(resource.api)
    for each in PAGES:
        app.register_blueprint(each)
    app.register_blueprint(metrics.metrics)
    description.complete(app)
    return app
