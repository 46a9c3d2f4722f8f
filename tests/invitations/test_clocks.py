"""On the days on which the clock is changed, page, API, mail and feed name the same instant."""

from flask.testing import FlaskClient

from api.desk import KEY
from scheduler.mail import MailServer
from tests.api.conftest import client
from tests.inbox import Inbox, inbox, server
from tests.invitations.clocks import MOMENTS, named
from tests.invitations.readers import by_ical_js

__all__ = ["client", "inbox", "server"]


def test_everybody_names_the_same_instant(client: FlaskClient, inbox: Inbox, server: MailServer):
    store = client.application.extensions[KEY].desk.store
    with by_ical_js() as fourth:
        for number in range(len(MOMENTS)):
            moment, said = named(client, store, inbox, server, fourth, number)
            assert len(said) == 8
            assert {one.seconds for one in said} == {moment}, (MOMENTS[number], said)
