"""What the pages for customers and for the desk say, in German and English side by side."""

from scheduler.exports.phrases import DE, EN

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Ihr Termin", "Your appointment"),
    "gone_title": ("Dieser Link gilt nicht mehr", "This link is no longer valid"),
    "gone": (
        "Er ist abgelaufen oder unvollständig. Bitte nehmen Sie den Link aus der neuesten Nachricht, oder rufen Sie uns an.",
        "It has expired or is incomplete. Please use the link of the newest message, or call us.",
    ),
    "old": (
        "Dieser Termin hat sich geändert, seit der Link verschickt wurde. Unten steht, was jetzt gilt; zum Antworten nehmen "
        "Sie bitte den Link aus der neuesten Nachricht.",
        "This appointment has changed since the link was sent. Below is what is valid now; to answer, please use the link of the "
        "newest message.",
    ),
    "cancelled": ("Dieser Termin findet nicht statt.", "This appointment will not take place."),
    "over": ("Dieser Termin ist vorbei oder hat begonnen.", "This appointment is over or has begun."),
    "when": ("Wann", "When"),
    "where": ("Wo", "Where"),
    "add": ("In den Kalender eintragen", "Add to calendar"),
    "question": ("Kommen Sie?", "Will you come?"),
    "accepted": ("Ich komme", "I will come"),
    "tentative": ("Vielleicht", "Maybe"),
    "declined": ("Ich kann nicht", "I cannot come"),
    "said_accepted": ("Sie haben zugesagt. Danke!", "You have accepted. Thank you!"),
    "said_tentative": ("Sie haben vorläufig zugesagt.", "You have accepted tentatively."),
    "said_declined": (
        "Sie haben abgelehnt. Wir suchen andere Zeiten und melden uns; bis dahin bleibt der Termin für Sie stehen.",
        "You have declined. We are looking for other times and will write to you; until then the appointment is kept for you.",
    ),
    "said_declined_guest": ("Sie haben abgelehnt.", "You have declined."),
    "said_refused": (
        "Eine andere Zeit war leider nicht möglich; der Termin steht. Bitte sagen Sie, ob Sie kommen.",
        "Another time was not possible, we are sorry; the appointment stands. Please say whether you will come.",
    ),
    "said_countered": (
        "Sie haben um eine andere Zeit gebeten. Wir prüfen sie und melden uns; bis dahin bleibt der Termin für Sie stehen.",
        "You have asked for another time. We are checking it and will write to you; until then the appointment is kept for you.",
    ),
    "wished": (
        "Ihr Terminwunsch ist angekommen. Wir prüfen ihn und melden uns; bis dahin bleibt der Termin für Sie stehen.",
        "Your request for another time has arrived. We will check it and write to you; until then the appointment is kept.",
    ),
    "another": ("Eine andere Zeit", "Another time"),
    "another_lead": (
        "Wann würde es Ihnen besser passen? Wir sehen nach, wann alle Beteiligten wieder zusammen können.",
        "When would suit you better? We will look for a time when everybody can meet again.",
    ),
    "day": ("Tag", "Day"),
    "from": ("von", "from"),
    "to": ("bis", "to"),
    "note": ("Was sollen wir wissen? (freiwillig)", "Anything we should know? (optional)"),
    "ask": ("Um andere Zeit bitten", "Ask for another time"),
    "cancel": ("Termin absagen", "Cancel the appointment"),
    "cancel_lead": (
        "Damit geben Sie den Termin frei. Alle Beteiligten erfahren es. Besser passt vielleicht eine andere Zeit.",
        "This gives the appointment up, and everybody who comes is told. Maybe another time suits you better.",
    ),
    "cancel_now": ("Ja, diesen Termin absagen", "Yes, cancel this appointment"),
    "back": ("Zurück zum Termin", "Back to the appointment"),
    "write_in": ("Nachrichten künftig auf Deutsch", "Write to me in English from now on"),
    "wrong": ("Das ging nicht:", "That did not work:"),
    "changed_meanwhile": ("Der Termin hat sich inzwischen geändert.", "The appointment has changed in the meantime."),
    "bad_time": (
        "Bitte einen Tag ab morgen nennen, und „von“ vor „bis“.",
        "Please give a day from tomorrow on, and “from” before “to”.",
    ),
    "desk": ("Schalter", "Desk"),
    "wishes": ("Wünsche nach einer anderen Zeit", "Requests for another time"),
    "no_wishes": ("Kein Wunsch ist offen.", "No request is open."),
    "kind_declined": ("hat den Termin abgelehnt", "has declined"),
    "kind_counter": ("schlägt eine andere Zeit vor", "proposes another time"),
    "kind_another_time": ("bittet um eine andere Zeit", "asks for another time"),
    "asked_for": ("Gewünscht", "Asked for"),
    "stands_at": ("Steht jetzt", "Stands at"),
    "options": ("Möglich ist", "Possible is"),
    "no_options_yet": ("Die Möglichkeiten werden berechnet.", "The options are being worked out."),
    "no_options": (
        "In der Zeit, in der die Kundin oder der Kunde kann, gibt es keine andere, zu der alle können.",
        "Within the times the customer can come there is no other at which everybody can.",
    ),
    "choose": ("Diese Zeit nehmen", "Take this time"),
    "again": ("Neu berechnen", "Work out anew"),
    "refuse": ("Ablehnen", "Refuse"),
    "reason": ("Grund (steht in der Antwort)", "Reason (is in the answer)"),
    "seats": ("Wer von uns nicht kommen kann", "Who of us cannot come"),
    "seats_lead": (
        "Der Termin steht, bis jemand ihn verschiebt oder die Abwesenheit eingetragen und neu geplant wird.",
        "The appointment stands until somebody moves it, or the absence is recorded and planned anew.",
    ),
    "seat_declined": ("{seat} hat abgelehnt", "{seat} has declined"),
    "no_seats": ("Niemand von uns hat abgelehnt.", "None of us has declined."),
    "letters": ("Briefe zum Drucken", "Letters to print"),
    "no_letters": ("Kein Brief wartet.", "No letter waits."),
    "letter": ("Brief {id} an {name}", "Letter {id} to {name}"),
    "posted": ("Ist verschickt", "Was posted"),
    "case": ("Vorgang", "Case"),
}


def words(language: str) -> dict[str, str]:
    """All of them in that language."""
    which = (DE, EN).index(language)
    return {name: both[which] for name, both in _WORDS.items()}
