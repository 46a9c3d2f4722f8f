"""One address and nothing else; and the URI that means the same."""

import pytest

from scheduler.mailbox import Mailbox


@pytest.mark.parametrize("email", ["a@b.example", "k.0017+lotse@kunde.example", "o'brian@x-y.example", f"{'a' * 64}@b.example"])
def test_one_address_is_taken(email: str):
    assert Mailbox("Name", email).email == email


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "@b.example",
        "a@",
        "a@b.example,c@d.example",
        "a@b.example;c@d.example",
        "a@b.example c@d.example",
        "a@b@c.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "A <a@b.example>",
        '"a b"@c.example',
        "a b@c.example",
        ".a@b.example",
        "a..b@c.example",
        "a@-b.example",
        "a@b..example",
        "ä@b.example",
        f"{'a' * 65}@b.example",
        f"a@{'b' * 250}.example",
    ],
)
def test_anything_else_is_refused(email: str):
    with pytest.raises(ValueError, match="is not exactly one e-mail address"):
        Mailbox("Name", email)


def test_what_a_uri_would_take_for_its_own_is_escaped():
    assert Mailbox("Name", "a+b@c.example").uri == "mailto:a+b@c.example"
    assert Mailbox("Name", "a?cc=x%40y&b#c@d.example").uri == "mailto:a%3Fcc%3Dx%2540y%26b%23c@d.example"
