"""Hostile text stays text: a sample of what `make prove-invitations` tries, each in every kind of mail to everybody."""

import pytest

from tests.invitations.hostile import HEADERS, ICS
from tests.invitations.typed import faults, letters, mails


@pytest.mark.parametrize("text", [*ICS[::6], *HEADERS[::6]], ids=ascii)
def test_it_is_shown_and_does_nothing(text: str):
    found = [fault for one in mails(text) for fault in faults(one, text)]
    assert found == []


def test_it_is_printed():
    for text in (ICS[0], HEADERS[36], '#panic() *x* ", "日本語'):
        for pdf in letters(text):
            assert pdf.startswith(b"%PDF")
