"""Pages and headers: what everybody sees, and what browsers are told."""

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from api.headers import HEADERS


class Outline(HTMLParser):
    """Languages, headings and links of a page, and whatever a strict content policy would block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.headings: list[str] = []
        self.links: list[str] = []
        self.blocked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given["lang"]
        if tag in ("h1", "h2"):
            self.headings.append(tag)
        if tag in ("a", "link"):
            self.links.append(given["href"] or "")
        if tag in ("script", "style") or "style" in given or any(name.startswith("on") for name in given):
            self.blocked.append(tag)


@pytest.mark.parametrize(("path", "lang"), [("/", "de"), ("/en", "en"), ("/api", "en")])
def test_a_page_has_its_language_one_heading_and_nothing_inline(client: FlaskClient, path: str, lang: str):
    response = client.get(path)
    assert response.content_type == "text/html; charset=utf-8"
    outline = Outline(response.text)
    assert (outline.lang, outline.headings.count("h1"), outline.blocked) == (lang, 1, [])


@pytest.mark.parametrize("path", ["/", "/en", "/api"])
def test_every_link_leads_somewhere(client: FlaskClient, path: str):
    links = [link for link in Outline(client.get(path).text).links if not link.startswith("#")]
    assert links
    assert {client.get(link, buffered=True).status_code for link in links} == {200}


def test_the_start_page_says_what_runs_here(client: FlaskClient):
    text = client.get("/").text
    assert "Kleinstadt" in text
    assert "<dt>Stadtbezirke</dt><dd>1</dd>" in text
    assert "<dt>Vorhaben im Katalog</dt><dd>18</dd>" in text


def test_the_session_shown_on_the_api_page_names_a_venture_that_exists(client: FlaskClient):
    ventures = {venture["id"] for venture in client.get("/api/ventures").get_json()["ventures"]}
    shown = client.get("/api").text.partition('"venture": "')[2].partition('"')[0]
    assert shown in ventures


@pytest.mark.parametrize("path", ["/", "/api", "/api/ventures", "/healthz", "/nothing", "/static/lotse.css"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str):
    headers = client.get(path, buffered=True).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/api/ventures", "/api/cases/1"])
def test_answers_of_the_api_are_kept_nowhere(client: FlaskClient, path: str):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_health_names_the_town_of_the_store(client: FlaskClient):
    assert client.get("/healthz").get_json() == {"status": "ok", "town": "kleinstadt"}
