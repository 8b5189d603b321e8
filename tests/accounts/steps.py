"""What people do with a second factor, in the order of the screens."""

import re

from tests.factories.accounts import PASSWORD
from tests.factories.factors import code_at
from tests.net.reading import source

PAGE = "/mon-compte/second-facteur/"
STEP = "/connexion/second-facteur/"
CONFIRM = f"{PAGE}confirmer/"
APPLICATION = f"{PAGE}application/"


def give_password(client, user, password=PASSWORD, url="/connexion/"):
    return client.submit(url, {"login": user.username, "password": password})


def confirm(client, password=PASSWORD):
    return client.submit(CONFIRM, {"password": password})


def shown_secret(page: str) -> str:
    return re.search(r'<strong id="totp-key">([A-Z2-7 ]+)</strong>', page)[1].replace(" ", "")


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def set_up(client, hands) -> str:
    """Adds an application; the page that answers."""
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(source(client.get(APPLICATION)))
    return source(client.submit(APPLICATION, {"code": code_at(hands.at, secret)}))
