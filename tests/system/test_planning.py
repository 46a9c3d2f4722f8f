"""The planner's question answered from the page alone: "May we close the trade office's Thursday afternoon if fire prevention
adds an officer on Tuesday?" axe-core finds nothing to complain of on the way. `make test-system`.
"""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
KINDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SLOW = 600_000  # milliseconds: the study is really computed


def complaints(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("kinds => axe.run(document, {runOnly: kinds})", KINDS)
    return [f"{one['id']}: {node['html'][:100]}" for one in found["violations"] for node in one["nodes"]]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def pick(page: Page, title: str, add: str, scenario: str, **fields: str) -> None:
    page.get_by_text(title, exact=True).click()
    form = page.locator(f"form:has(input[name=add][value={add}])")
    for name, value in fields.items():
        entry = form.locator(f"[name={name}]")
        if entry.evaluate("entry => entry.tagName") == "SELECT":
            entry.select_option(value)
        else:
            entry.fill(value)
    if scenario:
        form.locator("[name=scenario]").select_option("")
        form.locator("[name=name]").fill(scenario)
    form.get_by_role("button").click()


def test_the_planners_question_is_answered_from_the_page_alone(page: Page, url: str):
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto(f"{url}/")
    page.get_by_role("link", name="Was wäre wenn").click()
    assert complaints(page) == []
    thursday = {"department": "gewerbemeldestelle", "weekday": "Do", "start": "14:00", "end": "18:00"}
    tuesday = {
        "department": "brandschutz",
        "more": "1",
        "weekday": "Di",
        "start": "08:30",
        "end": "12:00",
        "place": "berswordthalle",
    }
    pick(page, "Sprechzeiten öffnen oder schließen", "hours", "Donnerstagnachmittag zu, Dienstag verstärkt", **thursday)
    pick(page, "Mehr oder weniger Sachbearbeitung", "officers", "", **tuesday)
    pick(page, "Sprechzeiten öffnen oder schließen", "hours", "nur zu", **thursday)
    assert page.locator(".scenarios li").count() == 3
    page.get_by_label("Frage").fill("Darf der Donnerstagnachmittag entfallen, wenn der Brandschutz dienstags verstärkt wird?")
    page.get_by_label("im Monat").fill("40")
    page.get_by_label("Wiederholungen").fill("3")
    assert complaints(page) == []
    page.get_by_role("button", name="Rechnen").click()
    page.wait_for_selector("progress")
    assert complaints(page) == []
    page.wait_for_selector("text=Antwort", timeout=SLOW)
    assert page.evaluate("Promise.all([...document.images].map(one => one.decode()))") is not None  # every plot is drawn
    answers = page.locator(".answer").all_inner_texts()
    assert len(answers) == 2
    assert all("heute" in text or "nachweisbar" in text for text in answers)
    assert page.locator("img.plot").count() == 4
    assert complaints(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert complaints(page) == []
    assert blocked == []


def test_a_study_is_watched_and_cancelled(page: Page, url: str):
    page.goto(f"{url}/planung")
    page.get_by_label("Wiederholungen").fill("200")
    page.get_by_role("button", name="Rechnen").click()
    page.wait_for_selector("progress")
    page.get_by_role("button", name="Abbrechen").click()
    page.wait_for_selector("text=abgebrochen", timeout=SLOW)


@pytest.mark.parametrize("path", ["/planung", "/en/planning", "/planung/1", "/en/planning/1"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_wider_than_the_screen(page: Page, url: str, path: str, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(url + path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
