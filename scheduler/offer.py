"""What one town offers of the catalogue: the ventures and consultations it names, with its own minutes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from scheduler.cases import Case, RequiredMeeting
from scheduler.errors import InputError
from scheduler.required import required_meetings, single_meetings
from scheduler.spared import Spared
from scheduler.town import Town
from scheduler.ventures import Catalogue, Consultation, Venture


def offered(catalogue: Catalogue, town: Town, day: date) -> Catalogue:
    """The catalogue for a case that begins in this town on that day."""
    return _of_town(catalogue.in_force_on(day), town)


def spared(catalogue: Catalogue, case: Case) -> tuple[Spared, ...]:
    """What the law spares the customer of this case, as it was when the case began."""
    then = catalogue.in_force_on(case.received_on).ventures
    return next((venture.spared for venture in then if venture.id == case.venture), ())


def refuse_misfit(catalogue: Catalogue, town: Town) -> None:
    """Raise `InputError` when what the town offers cannot be planned there: an unknown id, a department it lacks, minutes
    off its grid or beyond its longest appointment, a need for which nobody sits where it is met; and for a district
    without a host.
    """
    _refuse_unknown(catalogue, town)
    _refuse_without_host(town)
    here = _of_town(catalogue, town)
    for one in (*here.ventures, *here.consultations):
        for department, minutes in _minutes_of(one):
            _refuse_minutes(one.id, department, minutes, town)
        for meeting in _meetings(one, town):
            for need in meeting.needs:
                _refuse_unmet(one.id, need, meeting.places, town)


def offered_minutes_of(catalogue: Catalogue, town: Town) -> tuple[tuple[str, str, int], ...]:
    """(offer, department, minutes) of every meeting that this town offers, each once."""
    here = _of_town(catalogue, town)
    offers = (*here.ventures, *here.consultations)
    return tuple(dict.fromkeys((one.id, department, minutes) for one in offers for department, minutes in _minutes_of(one)))


def _refuse_unmet(offer: str, need: str, places: Collection[str], town: Town) -> None:
    seats = [officer for officer in town.officers if need in officer.departments]
    if not seats:
        sentence, advice = f'nobody sits for "{need}"', "Maybe add a seat, or set by_advisor at the department."
        german = f"Für „{need}“ ist niemand da"
    elif not any(hours.place in (None, *places) for seat in seats for hours in seat.hours):
        sentence, advice = f'nobody of "{need}" has hours at {" or ".join(places)}', "Maybe give a seat hours there."
        german = f"Von „{need}“ hat niemand Zeiten in {' oder '.join(places)}"
    else:
        return
    german += f"; „{offer}“ braucht das."
    raise InputError(f'{sentence}, which "{offer}" needs.', path="officers", value=need, advice=advice, german=german)


def _refuse_without_host(town: Town) -> None:
    """Where neither the contact nor a deputy ever sits in the house no appointment can be hosted."""
    sitting = {seat.id for seat in town.advisors if any(hours.place in (None, town.house) for hours in seat.hours)}
    for index, district in enumerate(town.districts):
        if not sitting & {district.advisor, *district.deputies}:
            raise InputError(
                f'"{district.advisor}" has no hours at {town.house}, nor has a deputy.',
                path=f"districts[{index}].advisor",
                value=district.advisor,
                advice="Maybe give a seat hours there.",
                german=f"In {town.house} sitzt weder {district.advisor} noch eine Vertretung.",
            )


def _of_town(catalogue: Catalogue, town: Town) -> Catalogue:
    own = {(one.offer, one.department): one.minutes for one in town.own_minutes}

    def here(id_: str) -> bool:
        return town.offers is None or id_ in town.offers

    def in_own_minutes(venture: Venture) -> Venture:
        changed = {one.department: own[key] for one in venture.meetings if (key := (venture.id, one.department)) in own}
        if not changed:
            return venture
        meetings = (replace(one, minutes=changed.get(one.department, one.minutes)) for one in venture.meetings)
        return replace(venture, meetings=tuple(meetings))

    return Catalogue(
        ventures=tuple(in_own_minutes(venture) for venture in catalogue.ventures if here(venture.id)),
        consultations=tuple(
            replace(one, minutes=own[key]) if (key := (one.id, one.department)) in own else one
            for one in catalogue.consultations
            if here(one.id)
        ),
    )


def _refuse_unknown(catalogue: Catalogue, town: Town) -> None:
    met = {venture.id: {meeting.department for meeting in venture.meetings} for venture in catalogue.ventures}
    met |= {one.id: {one.department} for one in catalogue.consultations}
    for index, id_ in enumerate(town.offers or ()):
        if id_ not in met:
            raise InputError(
                f'"{id_}" is neither a venture nor a consultation of the catalogue.',
                path=f"offers[{index}]",
                value=id_,
                advice=f"Known: {', '.join(met)}.",
            )
    for index, one in enumerate(town.own_minutes):
        if one.offer not in met or (town.offers is not None and one.offer not in town.offers):
            raise InputError(f'"{one.offer}" is nothing this town offers.', path=f"own_minutes[{index}].offer", value=one.offer)
        if one.department not in met[one.offer]:
            raise InputError(
                f'"{one.department}" is no meeting of "{one.offer}".',
                path=f"own_minutes[{index}].department",
                value=one.department,
                advice=f"Its meetings: {', '.join(sorted(met[one.offer]))}.",
            )


def _minutes_of(one: Venture | Consultation) -> list[tuple[str, int]]:
    meetings = one.meetings if isinstance(one, Venture) else (one,)
    return [(meeting.department, meeting.minutes) for meeting in meetings]


def _meetings(one: Venture | Consultation, town: Town) -> tuple[RequiredMeeting, ...]:
    try:
        return required_meetings(one, town) if isinstance(one, Venture) else single_meetings(_minutes_of(one), town)
    except InputError as reason:
        advice = f'Maybe add it, or name in offers what this town offers, without "{one.id}".'
        raise InputError(f'"{one.id}": {reason.sentence}', path="offers", value=one.id, advice=advice) from reason


def _refuse_minutes(offer: str, department: str, minutes: int, town: Town) -> None:
    limits = town.limits
    if minutes % limits.grid_minutes or minutes > limits.max_appointment_minutes:
        raise InputError(
            f'{minutes} minutes for "{department}" in "{offer}" are not a multiple of the grid of {limits.grid_minutes} '
            f"minutes, at most {limits.max_appointment_minutes}.",
            path="own_minutes",
            value=minutes,
            advice="Give this town's own minutes there.",
            german=f"{minutes} Minuten für „{department}“ in „{offer}“ gehen nicht: nur Vielfache von {limits.grid_minutes}, "
            f"höchstens {limits.max_appointment_minutes}.",
        )
