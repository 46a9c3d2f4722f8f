"""The customer's page behind a signed link: when, where, with whom, what to bring; accept, decline, another time, cancel.

GET shows and POST acts: mail scanners open every link they see, and change nothing. There is no account; the link is the key,
so the answers are kept by nobody and found by no search engine. The path is written to no log (`api.request_line`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from api.desk import counter, desk, now
from api.page_words import words
from scheduler.cases import Window
from scheduler.errors import Conflict, NotFoundError, StaleError
from scheduler.exports import invite, note
from scheduler.exports.booked import Booked, Recipient
from scheduler.exports.phrases import DE, EN
from scheduler.invited import ACCEPTED, COUNTERED, DECLINED, TENTATIVE
from scheduler.lifecycle import CUSTOMER
from scheduler.links import ANOTHER_TIME, ANSWER, CANCEL, Ticket
from scheduler.replies import paging
from scheduler.writing import booked_one, recipient_of

customer_page = Blueprint("customer_page", __name__, url_prefix="/termin")

PAGE = "/<any(answer, cancel, 'another-time'):purpose>/<token>"
WHOLE_DAY = (time(0), time(23, 55))


@customer_page.get(PAGE)
def show(purpose: str, token: str) -> Response:
    return _answered(purpose, token)


@customer_page.get("/answer/<token>/termin.ics")
def entry(token: str) -> Response:
    """The entry as the newest letter has it."""
    ticket = _ticket(ANSWER, token)
    if ticket is None:
        return _gone()
    seen, booked, recipient = _looked_at(ticket)
    if not seen.stands:
        return _gone()
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"', "Cache-Control": "no-store"}
    return Response(invite.render(booked, recipient), content_type=invite.MEDIA_TYPE, headers=headers)


@customer_page.post(PAGE)
def act(purpose: str, token: str) -> Response:
    ticket = _ticket(purpose, token)
    if ticket is None:
        return _gone()
    store, moment, form = desk().store, now(), request.form
    language = form.get("language")
    if language in (DE, EN) and ticket.recipient == CUSTOMER:
        email = desk().appointment(ticket.appointment).customer
        store.change(lambda books: books.choose_language(email, language))
        return _after(purpose, token, language)
    if purpose == ANSWER:
        state = form.get("answer", "")
        if state not in (ACCEPTED, TENTATIVE, DECLINED):
            return _answered(purpose, token)
        return _done(lambda: paging.answer(store, ticket, state, moment), purpose, token)
    if purpose == CANCEL:
        return _done(lambda: paging.cancel(store, ticket, moment), purpose, token)
    try:
        asked = _asked(form.get("day", ""), form.get("from", ""), form.get("to", ""), moment)
    except ValueError:
        return _answered(purpose, token, "bad_time", 422)
    return _done(lambda: paging.ask(store, ticket, asked, form.get("note", ""), moment), purpose, token)


def _done(use: Callable[[], object], purpose: str, token: str) -> Response:
    try:
        use()
    except (Conflict, StaleError):
        return _answered(purpose, token, "changed_meanwhile", 409)
    return _after(purpose, token)


def _after(purpose: str, token: str, language: str | None = None) -> Response:
    """Reloading the page then sends nothing again."""
    chosen = language or request.args.get("lang")
    return redirect(url_for("customer_page.show", purpose=purpose, token=token, lang=chosen), 303)  # type: ignore[return-value]


def _answered(purpose: str, token: str, trouble: str | None = None, status: int = 200) -> Response:
    ticket = _ticket(purpose, token)
    if ticket is None:
        return _gone()
    try:
        seen, booked, recipient = _looked_at(ticket)
    except NotFoundError:
        return _gone()
    language = request.args.get("lang") if request.args.get("lang") in (DE, EN) else recipient.language
    recipient = replace(recipient, language=language or DE)
    links = counter().links
    others = {
        one: url_for("customer_page.show", purpose=one, token=links.token(one, seen.told.appointment, ticket.recipient))
        for one in ((ANSWER, CANCEL, ANOTHER_TIME) if ticket.recipient == CUSTOMER else (ANSWER,))
    }
    return _page(
        "customer.html",
        status,
        lang=recipient.language,
        t=words(recipient.language),
        purpose=purpose,
        token=token,
        seen=seen,
        note=note.note_of(note.TAKEN_BACK if seen.taken_back else note.NEW, booked, recipient),
        links=others,
        trouble=trouble,
        typed=request.form if trouble == "bad_time" else {},  # nobody types it twice
        said=_said(seen, ticket),
        tomorrow=(now() + timedelta(days=1)).date(),
        entry=url_for("customer_page.entry", token=links.token(ANSWER, seen.told.appointment, ticket.recipient)),
        writes_other=ticket.recipient == CUSTOMER and booked.cases[0].customer.language != recipient.language,
    )


def _said(seen: paging.Shown, ticket: Ticket) -> str | None:
    """Which words tell the reader what they have answered, and what became of it."""
    if seen.answer is None:
        return None
    if seen.answer.state in (DECLINED, COUNTERED) and seen.wish is None:
        return "said_refused" if ticket.recipient == CUSTOMER else "said_declined_guest"
    return f"said_{seen.answer.state}"


def _looked_at(ticket: Ticket) -> tuple[paging.Shown, Booked, Recipient]:
    seen = paging.shown(desk().store, ticket, now())
    with desk().store.reading() as reading:
        booked = booked_one(reading, seen.told.appointment, counter().mailbox, now())
        return seen, booked, recipient_of(reading, ticket.recipient, booked)


def _ticket(purpose: str, token: str) -> Ticket | None:
    return counter().links.read(purpose, token, now())


def _gone() -> Response:
    language = EN if request.args.get("lang") == EN else DE
    return _page("customer_gone.html", 404, lang=language, t=words(language))


def _page(template: str, status: int, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked(day: str, start: str, end: str, moment: datetime) -> Window | None:
    """None: no time is named. Raises ValueError for what is no time to come, and for a time of no day."""
    if not (day.strip() or start or end):
        return None
    named = date.fromisoformat(day)
    zone = ZoneInfo(desk().town.timezone)
    first, last = time.fromisoformat(start) if start else WHOLE_DAY[0], time.fromisoformat(end) if end else WHOLE_DAY[1]
    if first.tzinfo or last.tzinfo or first >= last or named <= moment.astimezone(zone).date() or named.year > 2200:
        raise ValueError(day)
    return Window(datetime.combine(named, first, zone), datetime.combine(named, last, zone))
