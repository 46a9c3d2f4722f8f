"""Exactly one e-mail address, and whose it is.

With a comma `a@b.example, c@d.example` would be two recipients, with a line end a header of its own; so only the plain
form is taken, the dot-atom of RFC 5322 3.2.3 at a domain name of letters, digits and hyphens.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")
_LONGEST, _LONGEST_LOCAL_PART = 254, 64  # RFC 5321 4.5.3.1

# Whoever has no e-mail is known by an address there. Nothing can ever be sent to it: RFC 2606 2 keeps the name for that.
_NO_MAIL = "@post.invalid"


def address_without_mail(number: str) -> str:
    """By which a customer without e-mail is known; `number` tells them apart."""
    return f"brief-{number}{_NO_MAIL}"


def has_no_mail(email: str) -> bool:
    """Whether it stands for a customer who is written to on paper."""
    return email.endswith(_NO_MAIL)


# Servers on the way need not take others (RFC 6531 is an extension), and a letter that goes back helps nobody.
ADVICE = "It has plain letters only; a domain with umlauts is written xn--... (RFC 3492)."


def is_address(text: str) -> bool:
    """Whether `text` is exactly one e-mail address in its plain form."""
    return len(text) <= _LONGEST and text.find("@") <= _LONGEST_LOCAL_PART and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Mailbox:
    """A name and exactly one e-mail address; anything else is a ValueError."""

    name: str
    email: str

    def __post_init__(self) -> None:
        if not is_address(self.email):
            raise ValueError(f"{self.email!r} is not exactly one e-mail address.")

    @property
    def uri(self) -> str:
        """`mailto:` with what would be read as part of a URI escaped (RFC 6068 2)."""
        return "mailto:" + quote(self.email, safe="@!$'*+")
