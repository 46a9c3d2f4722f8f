"""The desk's page of what waits for a person: wishes for another time, with what is possible, and letters to print.

There are no accounts yet, so what is done here is written down as done by the appointment's own advisor.
"""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from api.desk import desk, now, turn
from api.page_words import words
from api.refusal import Refusal, in_language
from scheduler import wishes
from scheduler.booking import Asked
from scheduler.errors import Conflict, InputError, LotseError
from scheduler.exports.phrases import DE, EN, day_of, span_of
from scheduler.exports.words import cases_of, location
from scheduler.lifecycle import OFFICE
from scheduler.plans import Appointment

desk_page = Blueprint("desk_page", __name__, url_prefix="/schalter")

WISH = "/wuensche/<int(max=2147483647):wish_id>"


@desk_page.get("")
def show() -> str:
    return _shown()


@desk_page.post(f"{WISH}/waehlen")
def choose(wish_id: int) -> Response | tuple[str, int]:
    number = request.form.get("option", "")
    if not number.isdigit() or len(number) > 3:
        return _trouble(InputError("is no option.", path="option", value=number, german="Diese Möglichkeit gibt es nicht."))
    return _done(lambda: wishes.choose(desk(), wish_id, int(number), Asked(_hand(wish_id), now())))


@desk_page.post(f"{WISH}/ablehnen")
def refuse(wish_id: int) -> Response | tuple[str, int]:
    reason = request.form.get("reason", "")
    return _done(lambda: wishes.refuse(desk().store, wish_id, reason, Asked(_hand(wish_id), now())))


@desk_page.post(f"{WISH}/rechnen")
def work_out(wish_id: int) -> Response | tuple[str, int]:
    with turn():
        return _done(lambda: wishes.work_out(desk(), wish_id, now()))


@desk_page.post("/briefe/<int(max=2147483647):letter_id>/verschickt")
def posted(letter_id: int) -> Response | tuple[str, int]:
    return _done(lambda: desk().store.change(lambda books: books.note_printed(letter_id)))


def _done(use) -> Response | tuple[str, int]:
    try:
        use()
    except (Conflict, InputError) as reason:
        return _trouble(reason)
    return redirect(url_for("desk_page.show", lang=request.args.get("lang")), 303)  # type: ignore[return-value]


def _trouble(reason: LotseError) -> tuple[str, int]:
    return _shown(in_language(reason, _language())), 409


def _hand(wish_id: int) -> str:
    """Raises NotFoundError."""
    with desk().store.reading() as reading:
        return reading.appointment(reading.wish(wish_id).appointment).advisor or OFFICE


def _language() -> str:
    return EN if request.args.get("lang") == EN else DE


def _shown(trouble: Refusal | None = None) -> str:
    language = _language()
    with desk().store.reading() as reading:
        town = reading.town_that_was() if reading.has_town() else None
        found = [(wish, reading.appointment(wish.appointment)) for wish in reading.open_wishes()]
        declined = reading.seats_that_declined(now())
        letters = reading.paper_letters()
        names = {one.id: reading.cases_of(one.letter.appointment.customer)[0].customer.name for one in letters}

    def when(one: Appointment) -> str:
        return f"{day_of(language, one.start)}, {span_of(language, one.start, one.end)}"

    def where(one: Appointment) -> str:
        return location(town.place_by_id[one.place]) if town else one.place

    return render_template(
        "desk.html",
        lang=language,
        t=words(language),
        wishes=found,
        declined=declined,
        letters=letters,
        names=names,
        when=when,
        where=where,
        cases=lambda one: cases_of(language, one.meetings),
        span=lambda asked: f"{day_of(language, asked.start)}, {span_of(language, asked.start, asked.end)}",
        trouble=trouble,
    )
