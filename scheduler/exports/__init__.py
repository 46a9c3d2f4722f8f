"""One export a file: confirmed appointments -> bytes.

A new export is one module with NAME, MEDIA_TYPE and render (the protocol `booked.Export`), one word in EXPORTS, its test.
"""

from scheduler.exports import cancellation, case_calendar, invite, refusal
from scheduler.exports.booked import Export

EXPORTS: tuple[Export, ...] = (invite, cancellation, refusal, case_calendar)
