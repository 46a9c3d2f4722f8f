"""Mails, the letter and the pages as somebody sees them: pictures by Debian's chromium, and what axe-core says of the pages."""

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from waitress.server import create_server

from api.desk import KEY
from scheduler import wishes
from scheduler.cases import Customer
from scheduler.exports.booked import Addresses, recipients
from scheduler.exports.note import note_of
from scheduler.exports.note_text import as_html, as_text
from scheduler.exports.paper import as_pdf
from scheduler.invited import DECLINED
from scheduler.links import ANOTHER_TIME, ANSWER, CANCEL
from scheduler.replies import paging
from scheduler.store.store import open_store
from tests import builders
from tests.api.conftest import client_over
from tests.scheduler.exports.bookings import CASE, STAMP, booked, combined

PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass
class Pictures:
    """`violations`: how many axe-core finds, by page; `wide`: pages that scroll sideways on a phone."""

    files: list[Path] = field(default_factory=list)
    violations: dict[str, int] = field(default_factory=dict)
    wide: list[str] = field(default_factory=list)
    looked_at: int = 0


def pictures(folder: Path, browser: Browser) -> Pictures:
    made = Pictures()
    _mails(browser, folder, made)
    _letter(folder, made)
    _pages(browser, folder, made)
    return made


def _mails(browser: Browser, folder: Path, made: Pictures) -> None:
    addresses = Addresses(*(f"https://termine.example/termin/{one}/{'x' * 60}" for one in (ANSWER, CANCEL, ANOTHER_TIME)))
    sheet = replace(booked(combined()), addresses=addresses)
    before = combined(date(2026, 3, 5))
    customer, host, officer, _ = recipients(sheet)
    english = replace(customer, language="en")
    for name, kind, who in (
        ("new", "new", customer),
        ("new-en", "new", english),
        ("moved", "moved", customer),
        ("cancelled", "cancelled", customer),
        ("reminder", "reminder", customer),
        ("refused", "refused", customer),
        ("host", "new", host),
        ("officer", "new", officer),
    ):
        reason = "Die Halle ist dann belegt." if kind == "refused" else None
        note = note_of(kind, sheet, who, before if kind == "moved" else None, reason)
        (folder / f"mail-{name}.txt").write_text(as_text(note), encoding="utf-8")
        page = browser.new_page(viewport=PHONE)
        page.set_content(as_html(note))
        _taken(page, folder, f"mail-{name}", made)


def _letter(folder: Path, made: Pictures) -> None:
    who = Customer("Gründerin 17", CASE.customer.email, "de", "Rheinische Straße 1\n44137 Dortmund")
    sheet = booked(combined(), case=replace(CASE, customer=who))
    sheet = replace(sheet, addresses=Addresses("https://termine.example/termin/answer/" + "x" * 90))
    content = as_pdf(note_of("new", sheet, recipients(sheet)[0]), sheet, STAMP)
    file = folder / "letter.pdf"
    file.write_bytes(content)
    made.files.append(file)


def _pages(browser: Browser, folder: Path, made: Pictures) -> None:
    with closing(open_store(f"sqlite:///{folder / 'pictures.sqlite'}")) as store, client_over(store) as client:
        app = client.application
        desk, links = app.extensions[KEY].desk, app.extensions[KEY].links
        with store.transaction() as books:
            meetings = [builders.meeting(one) for one in ("bauordnung", "brandschutz")]
            case = books.open_case(builders.case(*meetings))
        (one,) = desk.confirm(desk.request_plan(case.id, builders.NOW).id, builders.NOW).appointments
        server = create_server(app, host="127.0.0.1", port=0)
        Thread(target=server.run, daemon=True).start()
        base = f"http://127.0.0.1:{server.effective_port}"  # type: ignore[attr-defined]
        tokens = {purpose: links.token(purpose, one, "customer") for purpose in (ANSWER, CANCEL, ANOTHER_TIME)}
        for purpose, token in tokens.items():
            for language in ("de", "en"):
                _looked_at(
                    browser, f"{base}/termin/{purpose}/{token}?lang={language}", folder, f"page-{purpose}-{language}", made
                )
        _looked_at(browser, f"{base}/termin/answer/x", folder, "page-gone", made)
        ticket = links.read(ANSWER, tokens[ANSWER], builders.NOW)
        paging.answer(store, ticket, DECLINED, builders.NOW)
        _looked_at(browser, f"{base}/termin/answer/{tokens[ANSWER]}", folder, "page-declined", made)
        wishes.Worker(desk, lambda: builders.NOW).work_due()
        _looked_at(browser, f"{base}/schalter", folder, "desk", made)
        server.close()


def _looked_at(browser: Browser, url: str, folder: Path, name: str, made: Pictures) -> None:
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport=PHONE, color_scheme=scheme)
        page.goto(url)
        found: Any = Axe().run(page)
        made.violations[f"{name}-{scheme}"] = found.violations_count
        if found.violations_count:
            (folder / f"{name}-{scheme}.axe.txt").write_text(found.generate_report(), encoding="utf-8")
        _taken(page, folder, f"{name}-{scheme}", made)


def _taken(page: Page, folder: Path, name: str, made: Pictures) -> None:
    made.looked_at += 1
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        made.wide.append(name)
    file = folder / f"{name}.png"
    page.screenshot(path=file, full_page=True)
    made.files.append(file)
    page.close()
