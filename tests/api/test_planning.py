"""The planner's page without a browser: levers picked by links, run by a form, results with every picture and its table."""

import json
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from scheduler.store.store import Store
from tests.api.test_pages import Outline
from tests.api.test_scenarios import client, dortmund, finished

__all__ = ["client", "dortmund"]

CLOSE = {"add": "hours", "department": "gewerbemeldestelle", "how": "close", "weekday": "Do", "start": "14:00", "end": "18:00"}
FORM = "application/x-www-form-urlencoded"


def draft_of(text: str) -> str:
    return json.dumps(json.loads(re.findall(r'name="draft" value="([^"]*)"', text)[-1].replace("&#34;", '"')))


def picked(client: FlaskClient) -> str:
    first = client.get("/planung", query_string=CLOSE | {"name": "zu", "draft": "[]"})
    officer = {
        "add": "officers",
        "department": "brandschutz",
        "more": "1",
        "weekday": "Di",
        "start": "08:30",
        "end": "12:00",
        "scenario": "0",
    }
    both = client.get("/planung", query_string=officer | {"draft": draft_of(first.text)})
    assert both.status_code == 200
    assert "Gewerbemeldestelle: Do 14:00–18:00 zu" in both.text
    assert "+1 Sachbearbeitung" in both.text
    return draft_of(both.text)


def test_levers_are_picked_run_and_compared(client: FlaskClient, dortmund: Store):
    draft = picked(client)
    form = {"draft": draft, "name": "Darf er zu?", "contacts": "20", "replications": "2", "seed": "1", "first_day": "2026-03-02"}
    sent = client.post("/planung", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 303
    page = sent.headers["Location"]
    watching = client.get(page).text
    assert "Abbrechen" in watching
    assert "0 von 4" in watching
    assert client.get(f"{page}/stand").headers["X-Job-State"] == "waiting"
    finished(dortmund, int(page.rpartition("/")[2]))
    done = client.get(page)
    outline = Outline(done.text)
    assert (outline.lang, outline.headings.count("h1"), outline.blocked) == ("de", 1, [])
    assert "Schlechter als heute:" in done.text
    assert "Termine je Vorgang +1,00" in done.text
    pictures = re.findall(r'src="(/planung/[^"]+\.svg[^"]*)"', done.text)
    assert len(pictures) == 4
    for address in pictures:
        drawn = client.get(address.replace("&amp;", "&"))
        assert drawn.content_type == "image/svg+xml; charset=utf-8"
        assert drawn.text.startswith('<svg role="img" lang="de"')
        assert (ElementTree.fromstring(drawn.text)[0].text or "no title") in done.text
    assert done.text.count("Als Tabelle") == 4
    assert client.get(f"{page}/figures.csv").text.startswith("scenario,measure,by,what,mean")
    assert client.get(f"{page}/nothing.svg").status_code == 404


def test_the_other_language_shows_the_same_study(client: FlaskClient, dortmund: Store):
    job = client.post(
        "/api/scenarios", json={"name": "Frage", "replications": 2, "scenarios": [{"name": "a", "levers": []}]}
    ).get_json()["id"]
    finished(dortmund, job)
    german = client.get(f"/planung/{job}").text
    (english,) = re.findall(r'href="(/en/planning/[^"]+)" lang="en"', german)
    assert "Worse than today:" in client.get(english.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    ("query", "german", "english"),
    [
        (CLOSE | {"weekday": "Mi"}, "Mi 14:00–18:00: da sitzt dort ohnehin niemand", "nobody of gewerbemeldestelle sits then"),
        ({"add": "demand", "times": "1000"}, "mal: 1000 liegt nicht zwischen 0 und 5.", "1000 is not between 0 and 5"),
        ({"add": "demand", "times": "5.5"}, "mal: 5,5 liegt nicht zwischen 0 und 5.", "5.5 is not between 0 and 5"),
        (
            {"add": "absence", "seat": "gew-1", "random": "2"},
            "oder so viele ausgelost: Entweder einen Platz",
            "stands beside seat",
        ),
        ({"add": "absence"}, "oder so viele ausgelost: Hier fehlt eine Angabe", "is not a whole number"),
        ({"add": "advisors", "more": "--5"}, "„--5“ ist keine ganze Zahl", "is not a whole number"),
        ({"add": "rooms", "place": "berswordthalle", "rooms": "9" * 5000}, "ist keine ganze Zahl", "is not a whole number"),
        ({"add": "limits"}, "Mindestens eine der Grenzen angeben", "limits sets nothing"),
        ({"add": "officers", "department": "brandschutz", "more": "-20"}, "Da bliebe niemand", "leaves nobody"),
        ({"add": "merge_districts", "district": "hoerde", "with": "hoerde"}, "zweimal derselbe", "is the district itself"),
        (
            {"add": "demand", "district": "gone", "times": "2"},
            "„gone“ gibt es hier nicht (mehr)",
            "names no district of this town",
        ),
        ({"draft": '[{"name"'}, "Die Szenarien in dieser Adresse sind nicht zu lesen", "this is not JSON"),
        ({"draft": "[1]"}, "Die Szenarien in dieser Adresse sind nicht zu lesen", "is no list of scenarios"),
    ],
)
def test_a_lever_that_cannot_be_is_refused_in_words_and_not_added(
    client: FlaskClient, query: dict[str, str], german: str, english: str
):
    for address, how, sentence in (("/planung", "So geht es nicht", german), ("/en/planning", "This cannot be", english)):
        refused = client.get(address, query_string=query)
        assert refused.status_code == 422
        assert how in refused.text
        assert sentence in refused.text
        assert draft_of(refused.text) == "[]"


def test_a_draft_is_refused_before_its_address_gets_too_long(client: FlaskClient):
    """A server would answer that with a bare 400, and all that was picked would be gone."""
    draft, refused = "[]", None
    for _ in range(60):
        page = client.get("/planung", query_string=CLOSE | {"draft": draft})
        if page.status_code != 200:
            refused = page.text
            break
        draft = draft_of(page.text)
    assert refused is not None
    assert "würde die Adresse dieses Entwurfs zu lang" in refused
    assert len(json.loads(draft)) > 20
    assert draft_of(refused) == draft


def test_a_study_beyond_the_limits_is_refused_and_what_was_picked_stays(client: FlaskClient):
    draft = picked(client)
    refused = client.post("/planung", data={"draft": draft, "replications": "1000000"}, content_type=FORM)
    assert refused.status_code == 422
    assert "Wiederholungen: 1000000 ist mehr als 1000." in refused.text
    never = client.post("/planung", data={"draft": draft, "within": "0"}, content_type=FORM)
    assert "Aufhören bei ±: 0 wird nie erreicht." in never.text
    assert draft_of(refused.text) == draft
    asked = {"draft": draft, "replications": "1", "play": "clairvoyant", "from": "store"}
    again = client.post("/planung", data=asked, content_type=FORM).text
    assert '<option value="clairvoyant" selected>' in again
    assert '<option value="store" selected>' in again
    assert client.get("/api/jobs").get_json()["jobs"] == []


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_no_other_site_runs_anything_in_a_planners_name(client: FlaskClient, headers: dict[str, str]):
    sent = client.post("/planung", data={"draft": "[]"}, headers=headers)
    assert sent.status_code == 403
    assert "sent by another site" in sent.get_json()["detail"]
    assert client.get("/api/jobs").get_json()["jobs"] == []


def test_forms_are_for_pages_and_json_for_the_api(client: FlaskClient):
    assert client.post("/api/scenarios", data={"name": "a"}, content_type=FORM).status_code == 415


def test_a_study_is_stopped_from_its_page(client: FlaskClient):
    job = client.post("/api/scenarios", json={"name": "Frage"}).get_json()["id"]
    assert client.post(f"/planung/{job}/abbrechen").status_code == 303
    assert client.post(f"/planung/{job}/abbrechen").status_code == 303  # again, by a second click
    page = client.get(f"/planung/{job}").text
    assert "abgebrochen" in page
    assert "<script" not in page
