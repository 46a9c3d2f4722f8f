"""The pages in a browser: on a desk and on a phone, by keyboard, with a strict content policy in force."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

PAGES = ("/", "/en", "/api")
SIZES = {"desk": (1280, 900), "phone": (360, 740)}


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at each size."""
    width, height = SIZES[request.param]
    opened = browser.new_page(viewport={"width": width, "height": height})
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_blocked_missing_or_wider_than_the_screen(page: Page, url: str, path: str):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    page.goto(url + path)
    assert complaints == []
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_no_text_runs_out_of_its_tile(page: Page, url: str):
    page.goto(url)
    tiles = page.locator(".numbers div")
    assert tiles.count() == 4
    assert all(tile.evaluate("tile => tile.scrollWidth <= tile.clientWidth") for tile in tiles.all())


@pytest.mark.parametrize("path", PAGES)
def test_the_first_stop_of_the_keyboard_leads_past_the_header(page: Page, url: str, path: str):
    page.goto(url + path)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0


def test_the_other_language_is_a_click_away_and_back(page: Page, url: str):
    page.goto(url)
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("link", name="English", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Deutsch", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "de"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, url: str, scheme: str):
    """Contrast of all text at least 7:1 (WCAG 2.2, 1.4.6), in both colour schemes."""
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        page.goto(url + path)
        weak = page.evaluate(WEAK_TEXT)
        assert weak == [], path
    page.close()


# Relative luminance and contrast as WCAG 2.2 defines them, over every element that holds text of its own.
WEAK_TEXT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = colour => channels(colour)
    .map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrast = element => {
    const [low, high] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  return [...document.querySelectorAll('body *')]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .filter(element => contrast(element) < 7)
    .map(element => `${element.tagName} ${element.textContent.trim().slice(0, 40)} ${contrast(element).toFixed(2)}`);
}"""
