"""The customer's page: GET shows, POST acts, bound to purpose and version; feeds, guests, letters on paper."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from pypdf import PdfReader

from api.desk import KEY
from scheduler.links import ANOTHER_TIME, ANSWER, CANCEL, Links
from scheduler.planning import Desk
from scheduler.store import tables
from scheduler.verifying import verify
from tests import builders
from tests.api.test_pages import Outline

CASE: dict[str, Any] = {
    "district": "mitte",
    "meetings": [{"department": "bauordnung", "minutes": 30}],
    "received_on": "2026-03-02",
    "customer": {"name": "Gründerin 17", "email": "k0017@kunde.example"},
}


def booked(client: FlaskClient, **customer: Any) -> dict[str, Any]:
    """An appointment of one meeting."""
    case = client.post("/api/cases", json={**CASE, "customer": CASE["customer"] | customer}).get_json()
    plan = client.post(f"/api/cases/{case['id']}/plans", json={}).get_json()
    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers={"If-Match": "*"}).get_json()
    return confirmed["appointments"][0] | {"case": case["id"]}


def desk(client: FlaskClient) -> Desk:
    return client.application.extensions[KEY].desk


def link(client: FlaskClient, appointment: int, purpose: str = ANSWER, recipient: str = "customer") -> str:
    links: Links = client.application.extensions[KEY].links
    with desk(client).store.reading() as reading:
        told = reading.told(appointment, recipient)
    assert told is not None
    return f"/termin/{purpose}/{links.token(purpose, told.appointment, recipient)}"


def rows(client: FlaskClient) -> dict[str, list[Any]]:
    with desk(client).store.looking() as connection:
        return {name: list(connection.execute(table.select())) for name, table in tables.metadata.tables.items()}


def answer(client: FlaskClient, appointment: int, recipient: str = "customer") -> str | None:
    answers = client.get(f"/api/appointments/{appointment}/answers").get_json()["answers"]
    return next(one["state"] for one in answers if one["recipient"] == recipient)


def test_what_opens_every_link_changes_nothing(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    one = booked(client)
    before = rows(client)
    for purpose in (ANSWER, CANCEL, ANOTHER_TIME):
        page = client.get(link(client, one["id"], purpose))
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        for deeper in Outline(page.text).links:
            assert (
                client.get(
                    deeper if deeper.startswith("/") else link(client, one["id"], purpose) + deeper, buffered=True
                ).status_code
                == 200
            )
        assert client.head(link(client, one["id"], purpose)).status_code == 200
    assert rows(client) == before


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("purpose", [ANSWER, CANCEL, ANOTHER_TIME])
def test_the_page_has_its_language_one_heading_and_nothing_inline(client: FlaskClient, purpose: str, lang: str):
    one = booked(client)
    outline = Outline(client.get(link(client, one["id"], purpose) + f"?lang={lang}").text)
    assert (outline.lang, outline.headings.count("h1"), outline.blocked) == (lang, 1, [])


def test_the_page_says_when_where_with_whom_and_what_to_bring(client: FlaskClient):
    one = booked(client)
    text = client.get(link(client, one["id"])).text
    for said in (
        "Dienstag, 03.03.2026",
        "08:00 bis 08:30 Uhr",
        "Haus der Wirtschaft",
        "Bauvorlagen",
        "mitte@lotse.example",
        "Bauordnung",
    ):
        assert said in text
    assert "bau-1" not in text


def test_an_answer_counts_and_the_newest_stands(client: FlaskClient):
    one = booked(client)
    page = link(client, one["id"])
    for state in ("accepted", "tentative", "declined", "accepted"):
        assert client.post(page, data={"answer": state}).status_code == 303
        assert answer(client, one["id"]) == state
    assert client.get("/api/wishes").get_json()["wishes"] == []  # who comes after all wants no other time
    assert client.get(f"/api/appointments/{one['id']}").get_json()["status"] == "confirmed"
    assert client.post(page, data={"answer": "bought"}).status_code == 200
    assert answer(client, one["id"]) == "accepted"


def test_a_link_is_for_one_purpose_one_version_and_not_for_ever(client: FlaskClient):
    one = booked(client)
    page = link(client, one["id"])
    token = page.rpartition("/")[2]
    for wrong in (f"/termin/{CANCEL}/{token}", page[:-3], page + "x", "/termin/answer/x", page.replace("answer", "another-time")):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={}).status_code == 404
    move = client.post(
        f"/api/appointments/{one['id']}/move",
        json={"by": "adv-mitte", "start": "2026-03-04T10:00+01:00"},
        headers={"If-Match": "*"},
    )
    assert move.status_code == 200
    assert "04.03.2026" in client.get(page).text  # what is valid now
    assert client.post(page, data={"answer": "declined"}).status_code == 409
    assert answer(client, one["id"]) is None
    links: Links = client.application.extensions[KEY].links
    ends = datetime.fromisoformat(move.get_json()["end"]) + timedelta(days=1)
    fresh = link(client, one["id"]).rpartition("/")[2]
    assert links.read(ANSWER, fresh, ends - timedelta(seconds=1)) is not None
    assert links.read(ANSWER, fresh, ends) is None


def test_cancelling_by_link_is_told_to_everybody_once(client: FlaskClient):
    one = booked(client)
    page = link(client, one["id"], CANCEL)
    assert client.post(page, data={}).status_code == 303
    assert client.get(f"/api/appointments/{one['id']}").get_json()["status"] == "cancelled"
    history = client.get(f"/api/appointments/{one['id']}/history").get_json()["transitions"]
    assert history[-1]["by"] == "customer"
    assert client.post(page, data={}).status_code == 409
    assert desk(client).store.census().letters == {"waiting": 6}
    after = client.get(link(client, one["id"])).text
    assert "findet nicht statt" in after
    assert "Bitte bringen Sie mit" not in after
    assert "Ablauf" not in after


def test_another_time_is_asked_for_worked_out_chosen_and_told(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    one = booked(client)
    page = link(client, one["id"], ANOTHER_TIME)
    for bad in ({"day": "2026-03-01"}, {"day": "x"}, {"day": "2026-03-05", "from": "11:00", "to": "10:00"}, {"from": "10:00"}):
        assert client.post(page, data=bad).status_code == 422
    again = client.post(page, data={"day": "2026-03-01", "note": "Kinder <b>"}).text
    assert 'value="2026-03-01"' in again
    assert "Kinder &lt;b&gt;</textarea>" in again
    wanted = {"day": "2026-03-05", "from": "10:00", "to": "12:00", "note": "Kinder\u2028\x00 <b>"}
    assert client.post(page, data=wanted).status_code == 303
    (wish,) = client.get("/api/wishes").get_json()["wishes"]
    assert (wish["kind"], wish["asked_start"], wish["note"]) == ("another_time", "2026-03-05T10:00:00+01:00", "Kinder\n <b>")
    assert "Ihr Terminwunsch ist angekommen" in client.get(page).text
    worked = client.post(f"/api/wishes/{wish['id']}/options", json={}).get_json()
    assert worked["options"][0]["start"] == "2026-03-05T10:00:00+01:00"
    assert "Diese Zeit nehmen" in client.get("/schalter").text
    moved = client.post(f"/api/wishes/{wish['id']}/choose", json={"option": 1, "by": "adv-mitte"}).get_json()
    assert (moved["start"], moved["uid"], moved["sequence"]) == ("2026-03-05T10:00:00+01:00", one["uid"], 1)
    assert client.post(f"/api/wishes/{wish['id']}/choose", json={"option": 1, "by": "adv-mitte"}).status_code == 409
    assert client.get(f"/api/wishes/{wish['id']}").get_json()["state"] == "moved"


def test_the_desk_refuses_with_a_reason_on_its_page(client: FlaskClient):
    one = booked(client)
    client.post(link(client, one["id"]), data={"answer": "declined"})
    assert "hat den Termin abgelehnt" in client.get("/schalter").text
    forged = client.post("/schalter/wuensche/1/ablehnen", data={"reason": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    for language, sentence in (("de", "Bitte einen Grund mit 1 bis 1000 Buchstaben"), ("en", "is not a reason of 1 to 1000")):
        without = client.post(f"/schalter/wuensche/1/ablehnen?lang={language}", data={"reason": " "})
        assert without.status_code == 409
        assert f'<span lang="{language}">' in without.text
        assert sentence in without.text
    assert client.post("/schalter/wuensche/1/ablehnen", data={"reason": "Nur dann ist die Halle frei."}).status_code == 303
    assert client.get("/api/wishes/1").get_json()["reason"] == "Nur dann ist die Halle frei."
    assert "der Termin steht" in client.get(link(client, one["id"])).text
    assert verify(desk(client).store) == ()
    assert desk(client).store.census().letters == {"waiting": 4}
    assert client.post("/schalter/wuensche/9/waehlen", data={"option": "1"}).status_code == 404


def test_the_desk_sees_which_seat_cannot_come(client: FlaskClient):
    one = booked(client)
    assert "Niemand von uns hat abgelehnt." in client.get("/schalter").text
    client.post(link(client, one["id"], ANSWER, "bau-1"), data={"answer": "declined"})
    assert "bau-1 hat abgelehnt" in client.get("/schalter").text
    assert "bau-1 has declined" in client.get("/schalter?lang=en").text
    client.post(link(client, one["id"], ANSWER, "bau-1"), data={"answer": "accepted"})
    assert "bau-1 hat abgelehnt" not in client.get("/schalter").text
    client.post(link(client, one["id"], ANSWER, "bau-1"), data={"answer": "declined"})
    body = {"by": "adv-mitte", "start": "2026-03-04T10:00+01:00"}
    client.post(f"/api/appointments/{one['id']}/move", json=body, headers={"If-Match": "*"})
    assert "bau-1 hat abgelehnt" not in client.get("/schalter").text  # they are asked anew


def test_a_guest_gets_their_own_invitation_and_may_answer_and_no_more(client: FlaskClient):
    one = booked(client)
    body = {"name": "Architekturbüro Ä", "email": "plan@kunde.example", "by": "adv-mitte", "language": "en"}
    guest = client.post(f"/api/appointments/{one['id']}/guests", json=body)
    assert guest.status_code == 201
    assert client.post(f"/api/appointments/{one['id']}/guests", json=body).status_code == 409
    page = link(client, one["id"], ANSWER, "guest.1")
    assert "You come with: Gründerin 17" in client.get(page).text
    assert client.post(page, data={"answer": "accepted"}).status_code == 303
    assert answer(client, one["id"], "guest.1") == "accepted"
    assert answer(client, one["id"]) is None
    links = client.application.extensions[KEY].links
    with desk(client).store.reading() as reading:
        told = reading.told(one["id"], "guest.1")
    assert told is not None
    assert client.post(f"/termin/cancel/{links.token(CANCEL, told.appointment, 'guest.1')}", data={}).status_code == 409
    entry: Any = Calendar.from_ical(client.get(f"{page}/termin.ics").data)
    assert entry.events[0]["UID"] != one["uid"]
    body = {"by": "adv-mitte", "start": "2026-03-04T10:00+01:00"}
    client.post(f"/api/appointments/{one['id']}/move", json=body, headers={"If-Match": "*"})
    page = link(client, one["id"], ANSWER, "guest.1")
    assert "4 March 2026" in client.get(page).text
    assert verify(desk(client).store) == ()
    gone = client.post(f"/api/appointments/{one['id']}/guests/1/remove", json={"by": "adv-mitte"})
    assert gone.status_code == 200
    assert verify(desk(client).store) == ()
    assert "will not take place" in client.get(page).text


def test_who_has_no_mail_gets_a_letter_with_the_same_words(client: FlaskClient):
    one = booked(client, email=None, postal_address=["Weg 1", "44135 Dortmund"])
    (letter,) = client.get("/api/letters").get_json()["letters"]
    pdf = PdfReader(BytesIO(client.get(f"/api/letters/{letter['id']}/letter.pdf").data))
    said = " ".join(page.extract_text() for page in pdf.pages)
    for words in ("Gründerin 17", "Weg 1", "44135 Dortmund", "03.03.2026", "Bauvorlagen", "mitte@lotse.example"):
        assert words in said
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "Brief" in client.get("/schalter").text
    assert client.post(f"/api/letters/{letter['id']}/posted", json={}).status_code == 200
    assert client.post(f"/api/letters/{letter['id']}/posted", json={}).status_code == 409
    assert client.get("/api/letters").get_json()["letters"] == []
    case = client.get(f"/api/cases/{one['case']}").get_json()
    assert case["customer"]["email"].endswith("@post.invalid")
    assert case["customer"]["postal_address"] == ["Weg 1", "44135 Dortmund"]
    unknown = client.post("/api/cases", json={**CASE, "customer": {"name": "x", "email": "brief-1@post.invalid"}})
    assert unknown.status_code == 422


def test_the_language_is_chosen_by_a_click_and_kept(client: FlaskClient):
    one = booked(client)
    page = link(client, one["id"])
    assert "Write to me in English" in client.get(page + "?lang=en").text
    client.post(page + "?lang=en", data={"language": "en"})
    assert client.get(f"/api/cases/{one['case']}").get_json()["customer"]["language"] == "en"
    assert '<html lang="en">' in client.get(page).text


def test_a_feed_is_secret_revocable_and_told_only_when_it_changed(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    one = booked(client)
    made = {}
    for kind, name in (("seat", "bau-1"), ("department", "bauordnung"), ("place", "haus"), ("case", str(one["case"]))):
        for busy in (False, True):
            feed = client.post("/api/feeds", json={"kind": kind, "name": name, "busy_only": busy})
            assert feed.status_code == 201
            made[kind, busy] = feed.get_json()
    assert {each["address"] for each in client.get("/api/feeds").get_json()["feeds"]} == {None}
    for (_kind, busy), feed in made.items():
        path = re.sub(r"^https?://[^/]+", "", feed["address"])
        first = client.get(path)
        calendar: Any = Calendar.from_ical(first.data)
        (event,) = calendar.events
        assert (calendar["METHOD"], str(calendar["NAME"]) != "", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in first.data) == (
            "PUBLISH",
            True,
            True,
        )
        assert event.start == datetime.fromisoformat(one["start"])
        if busy:
            assert (event["SUMMARY"], "DESCRIPTION" in event, "LOCATION" in event) == ("Belegt", False, False)
            assert one["uid"][:36] not in first.data.decode()
        assert b"k0017" not in first.data and "Gründerin".encode() not in first.data
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    seat = made["seat", False]
    path = re.sub(r"^https?://[^/]+", "", seat["address"])
    tag = client.get(path).headers["ETag"]
    client.post(f"/api/appointments/{one['id']}/cancel", json={"by": "adv-mitte"}, headers={"If-Match": "*"})
    after = client.get(path, headers={"If-None-Match": tag})
    assert (after.status_code, len(Calendar.from_ical(after.data).events)) == (200, 0)
    assert client.post(f"/api/feeds/{seat['id']}/revoke", json={}).status_code == 200
    assert client.get(path).status_code == 404
    for bad in ({"kind": "seat", "name": "x"}, {"kind": "case", "name": "99"}, {"kind": "car", "name": "x"}):
        assert client.post("/api/feeds", json=bad).status_code == 422


def test_the_secret_of_a_feed_is_kept_nowhere(client: FlaskClient):
    body, key = {"kind": "seat", "name": "bau-1"}, {"Idempotency-Key": "k"}
    first = client.post("/api/feeds", json=body, headers=key).get_json()
    secret = first["address"].rpartition("/")[2].removesuffix(".ics")
    assert client.post("/api/feeds", json=body, headers=key).get_json() == first | {"address": None}
    assert secret not in str(rows(client))


def test_a_seat_is_told_one_way(client: FlaskClient):
    feed = client.post("/api/feeds", json={"kind": "seat", "name": "bau-1", "instead_of_mail": True}).get_json()
    one = booked(client)
    assert desk(client).store.census().letters == {"feed": 1, "waiting": 2}
    path = re.sub(r"^https?://[^/]+", "", feed["address"])
    assert len(Calendar.from_ical(client.get(path).data).events) == 1
    client.post(f"/api/feeds/{feed['id']}/revoke", json={})
    assert desk(client).store.census().letters == {"waiting": 3}  # what it read there it is now told
    again = client.post("/api/feeds", json={"kind": "seat", "name": "bau-1", "instead_of_mail": True}).get_json()
    path = re.sub(r"^https?://[^/]+", "", again["address"])
    assert len(Calendar.from_ical(client.get(path).data).events) == 0  # it goes on by mail
    client.post(f"/api/appointments/{one['id']}/cancel", json={"by": "adv-mitte"}, headers={"If-Match": "*"})
    assert desk(client).store.census().letters == {"waiting": 6}


def test_a_reminder_is_written_once_and_recalled(client: FlaskClient):
    one = booked(client)
    move = f"/api/appointments/{one['id']}/move"
    letters = desk(client).store.census
    assert letters().letters == {"waiting": 3}  # tomorrow: nobody need be reminded of it
    for day, state in (("10", {"waiting": 6, "later": 1}), ("11", {"waiting": 9, "later": 1, "recalled": 1})):
        body = {"by": "adv-mitte", "start": f"2026-03-{day}T10:00+01:00"}
        assert client.post(move, json=body, headers={"If-Match": "*"}).status_code == 200
        assert letters().letters == state
    client.post(f"/api/appointments/{one['id']}/cancel", json={"by": "adv-mitte"}, headers={"If-Match": "*"})
    assert letters().letters == {"waiting": 12, "recalled": 2}
    assert builders.NOW.day == 2
