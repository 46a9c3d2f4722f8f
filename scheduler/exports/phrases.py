"""All that Lotse itself says in invitations, both languages side by side. What the law and the town call things stays German."""

from datetime import datetime
from typing import Any

from scheduler.exports import berlin

DE, EN = "de", "en"

_WEEKDAYS = {
    DE: ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

# 09.03. is the ninth of March to a German, and the third of September to many who read English.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

PHRASES: dict[str, dict[str, str]] = {
    "appointment": {DE: "Termin", EN: "Appointment"},
    "combined": {DE: "Kombitermin", EN: "Combined appointment"},
    "in_combined": {DE: "im Kombitermin", EN: "in a combined appointment"},
    "meeting": {DE: "1 Gespräch", EN: "1 meeting"},
    "meetings": {DE: "{count} Gespräche", EN: "{count} meetings"},
    "case": {DE: "Vorgang {last}", EN: "Case {last}"},
    "cases": {DE: "Vorgänge {first} und {last}", EN: "Cases {first} and {last}"},
    "span": {DE: "{start} bis {end} Uhr", EN: "{start} to {end}"},
    "day": {DE: "{weekday}, {day:%d.%m.%Y}", EN: "{weekday}, {day.day} {month} {day.year}"},
    "agenda": {DE: "Ablauf:", EN: "Agenda:"},
    "your_meeting": {DE: "Ihr Gespräch:", EN: "Your meeting:"},
    "your_meetings": {DE: "Ihre Gespräche:", EN: "Your meetings:"},
    "besides": {DE: "Außerdem in diesem Kombitermin ({span}):", EN: "Also in this combined appointment ({span}):"},
    "with": {DE: " (mit {seats})", EN: " (with {seats})"},
    "bring": {DE: "Bitte bringen Sie mit:", EN: "Please bring:"},
    "customer_brings": {DE: "Mitzubringen (Unternehmer/in):", EN: "The customer brings:"},
    "alone": {
        DE: "Sie kommen ohne Ansprechpartner/in des Lotsendienstes. Fragen: {email}",
        EN: "You go there without an advisor of the desk. Questions: {email}",
    },
    "customer_alone": {
        DE: "Unternehmer/in kommt ohne Ansprechpartner/in des Lotsendienstes. Fragen: {email}",
        EN: "The customer comes without an advisor of the desk. Questions: {email}",
    },
    "contact": {DE: "Ansprechpartner/in: {email}", EN: "Your contact: {email}"},
    "when": {DE: "Wann", EN: "When"},
    "where": {DE: "Wo", EN: "Where"},
    "before": {DE: "Bisher", EN: "Before"},
    "who": {DE: "Mit wem", EN: "With whom"},
    "directions": {DE: "Anfahrt: {text}", EN: "How to get there: {text}"},
    "video": {DE: "Videogespräch. Zur angegebenen Zeit öffnen: {link}", EN: "Video call. Open at the time given: {link}"},
    "telephone": {DE: "Telefontermin. Bitte rufen Sie an: {number}", EN: "Telephone appointment. Please call: {number}"},
    "guest_of": {DE: "Sie begleiten: {name}", EN: "You come with: {name}"},
    "answer": {DE: "Zusagen, absagen, in den Kalender", EN: "Accept, decline, add to calendar"},
    "another_time": {DE: "Um eine andere Zeit bitten", EN: "Ask for another time"},
    "cancel": {DE: "Termin absagen", EN: "Cancel the appointment"},
    "links": {DE: "Ansehen, zusagen, ändern: {link}", EN: "View, accept, change: {link}"},
    "subject_new": {DE: "Einladung: {what}", EN: "Invitation: {what}"},
    "subject_moved": {DE: "Geändert: {what}", EN: "Changed: {what}"},
    "subject_cancelled": {DE: "Abgesagt: {what}", EN: "Cancelled: {what}"},
    "subject_reminder": {DE: "Erinnerung: {what}", EN: "Reminder: {what}"},
    "subject_refused": {DE: "Ihr Terminwunsch: es bleibt bei {what}", EN: "Your request: it stays at {what}"},
    "lead_new": {DE: "wir laden Sie zu diesem Termin ein.", EN: "You are invited to this appointment."},
    "lead_moved": {
        DE: "dieser Termin hat sich geändert. Es gilt jetzt, was hier steht.",
        EN: "This appointment has changed. What stands here is valid now.",
    },
    "lead_cancelled": {DE: "dieser Termin findet nicht statt.", EN: "This appointment will not take place."},
    "lead_reminder": {DE: "wir erinnern Sie an Ihren Termin.", EN: "This is a reminder of your appointment."},
    "lead_refused": {
        DE: "die gewünschte andere Zeit ist leider nicht möglich. Es bleibt bei diesem Termin.",
        EN: "The other time you asked for is not possible, we are sorry. This appointment stands.",
    },
    "reason": {DE: "Grund: {text}", EN: "Reason: {text}"},
    "greeting": {DE: "Guten Tag,", EN: "Dear Sir or Madam,"},
    "closing": {DE: "Mit freundlichen Grüßen\n{name}", EN: "Kind regards\n{name}"},
    "busy": {DE: "Belegt", EN: "Busy"},
    "from": {DE: "Absender: {name}, {email}", EN: "From: {name}, {email}"},
    "scan": {
        DE: "Mit dem Telefon einscannen, um zuzusagen oder um eine andere Zeit zu bitten.",
        EN: "Scan with a telephone to accept or to ask for another time.",
    },
}


def say(language: str, phrase: str, **values: Any) -> str:
    """The phrase in that language, with its values."""
    return PHRASES[phrase][language if language in (DE, EN) else DE].format(**values)


def day_of(language: str, moment: datetime) -> str:
    """`Donnerstag, 05.03.2026` or `Thursday, 5 March 2026`, by Berlin's calendar."""
    local = moment.astimezone(berlin.ZONE)
    weekday = _WEEKDAYS[language if language in (DE, EN) else DE][local.weekday()]
    return say(language, "day", weekday=weekday, month=_MONTHS[local.month - 1], day=local)


def span_of(language: str, start: datetime, end: datetime) -> str:
    """`08:30 bis 10:15 Uhr`, on Berlin's clocks; on a day that has an hour twice also which of the two."""
    first, last = start.astimezone(berlin.ZONE), end.astimezone(berlin.ZONE)
    return say(language, "span", start=_clock(language, first), end=_clock(language, last))


def _clock(language: str, local: datetime) -> str:
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    if not twice:
        return f"{local:%H:%M}"
    summer = bool(local.dst())
    return f"{local:%H:%M} {('CEST' if summer else 'CET') if language == EN else ('MESZ' if summer else 'MEZ')}"
