"""What the tests of names share: asking, reading a home page, and what a refused act must leave as it was."""

import pytest

from portal.accounts.models import PastName, User
from portal.habpps.home import cards
from portal.habpps.models import NameRequest
from portal.habpps.names.actions import request_name
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor

PAGE, DETAILS = "/mon-compte/nom/", "/mon-compte/coordonnees/"
NEW = {"first_name": "Zoé", "last_name": "Dupont", "reason": "Mariage"}


def ask(user, **typed) -> NameRequest:
    return request_name(actor=actor(user), **{**NEW, **typed})


def name_of(user) -> str:
    return User.objects.get(pk=user.pk).get_full_name()


def everything() -> list:
    """What a refused act must leave as it was."""
    return [
        list(User.objects.order_by("pk").values_list("pk", "first_name", "last_name", "named_since", "phone")),
        list(NameRequest.objects.order_by("pk").values()),
        PastName.objects.count(),
        list(Entry.objects.order_by("pk").values_list("kind", flat=True)),
        Letter.objects.count(),
    ]


def unchanged(act, refusal):
    before = everything()
    with pytest.raises(refusal) as caught:
        act()
    assert everything() == before
    return caught.value


def mails_to(user) -> list[str]:
    return list(Letter.objects.filter(recipient_id=user.pk).order_by("id").values_list("kind", flat=True))


def asked_at_home(user, rf) -> list[str]:
    request = rf.get("/")
    request.user, request.actor = user, actor(user)
    return [card.href for card in cards(request) if card.button == "Examiner la demande"]
