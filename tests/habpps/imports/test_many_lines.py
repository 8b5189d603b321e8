"""A full file: written by few statements, in a few seconds, wholly or without the lines that cannot be."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import AccessLink, User
from portal.base.errors import ActionError
from portal.habpps.imports import actions
from portal.habpps.imports.actions import confirm_import
from portal.habpps.models import Grant, Invitation, UserImport
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ActivityFactory, actor
from tests.net.reading import read

from . import sheets
from .sheets import row
from .test_imports import keep, send

SIX_ROLES = {"roles": "Fr DA;Fr DF;Approbateur", "activities": "Toutes"}


@pytest.fixture
def two_activities(here):
    return ActivityFactory(agreement=here.agreement)


def people(count: int, **cells: str) -> list[list[str]]:
    letters = "abcdefghij"
    names = ["".join(letters[int(digit)] for digit in f"{number:03}") for number in range(count)]
    return [row(f"Roy{name}", email=f"{name}@exemple.fr", **cells) for name in names]


def confirmed(here, count: int, **cells: str):
    return confirm_import(actor=actor(here.admin), kept=keep(here.admin, here.agreement, *people(count, **cells)))


def counts() -> list[int]:
    return [model.objects.count() for model in (User, Invitation, AccessLink, Letter, Grant, Entry)]


@pytest.mark.parametrize(("cells", "most"), [({}, 3), (SIX_ROLES, 5)])
def test_a_line_more_costs_few_statements(here, two_activities, cells, most):
    """Two of its savepoint, its access, its group, its roles; all the rest is written together."""

    def cost(rows) -> int:
        kept = keep(here.admin, here.agreement, *rows)
        with CaptureQueriesContext(connection) as said:
            confirm_import(actor=actor(here.admin), kept=kept)
        return len(said)

    everybody = people(22, **cells)
    few, many = cost(everybody[:2]), cost(everybody[2:])
    assert many - few <= 18 * most + 6  # and the rows written together, some hundred by statement


@pytest.mark.parametrize(("cells", "seconds"), [({}, 3), (SIX_ROLES, 10)])
def test_a_thousand_lines(here, two_activities, cells, seconds):
    kept = keep(here.admin, here.agreement, *people(1000, **cells))
    started = time.process_time()
    done = confirm_import(actor=actor(here.admin), kept=kept)
    assert time.process_time() - started < seconds
    assert (done.written, done.left) == (1000, [])
    new = User.objects.filter(email__endswith="@exemple.fr", state="PENDING")
    assert Letter.objects.filter(kind="accounts/activation", recipient_id__in=new.values("pk")).count() == 1000


@pytest.mark.engine
def test_together_each_has_what_one_alone_has(here, two_activities):
    """Account, invitation, link, mail with all the rights, the events of each."""
    before = counts()
    confirmed(here, 1, **SIX_ROLES)
    one = [now - then for now, then in zip(counts(), before, strict=True)]
    first, before = people(4, **SIX_ROLES)[1:], counts()
    confirm_import(actor=actor(here.admin), kept=keep(here.admin, here.agreement, *first))
    three = [now - then for now, then in zip(counts(), before, strict=True)]
    # One event says that a file was imported, however long.
    assert [*three[:-1], three[-1] - 1] == [3 * each for each in [*one[:-1], one[-1] - 1]]
    for user in User.objects.filter(email__endswith="@exemple.fr"):
        invitation = Invitation.objects.get(user=user)
        assert Grant.objects.get(user=user, role="PARTNER_USER").invitation == invitation
        (letter,) = Letter.objects.filter(recipient_id=user.pk).select_related("email")
        assert user.username in letter.email.message
        assert letter.email.message.count("Approbateur") == 2
        told = Entry.objects.filter(kind="habpps.right_given", facts__user=user.pk)
        assert set(told.values_list("object_id", flat=True)) == set(
            Grant.objects.filter(user=user).values_list("pk", flat=True)
        )


@pytest.fixture(params=["check_admission", "give_first_rights"])
def refused(request, monkeypatch):
    """One person whom the rules refuse when it is written, and not in the dry run: before, or after, the account is made."""
    known = getattr(actions, request.param)

    def refuse(actor, agreement, *args, **options):
        if options.get("roles"):
            raise ActionError("La règle a changé.")
        return known(actor, agreement, *args, **options)

    monkeypatch.setattr(actions, request.param, refuse)


@pytest.mark.engine
@pytest.mark.usefixtures("refused", "two_activities")
def test_a_line_that_cannot_be_written_leaves_nothing_and_the_others_are(here):
    kept = keep(here.admin, here.agreement, *people(2), row("Refusé", email="refuse@exemple.fr", **SIX_ROLES))
    done = confirm_import(actor=actor(here.admin), kept=kept, good_lines_only=True)
    assert (done.written, [(line.number, line.errors) for line in done.left]) == (2, [(4, ["La règle a changé."])])
    assert not User.objects.filter(email="refuse@exemple.fr").exists()
    made = User.objects.filter(email__endswith="@exemple.fr")
    told = Entry.objects.filter(kind="accounts.created", object_id__in=made.values("pk"))
    assert told.count() == Entry.objects.filter(kind="accounts.created").count() == 2


@pytest.mark.usefixtures("refused", "two_activities")
def test_a_line_that_cannot_be_written_and_nothing_is(here):
    kept = keep(here.admin, here.agreement, *people(2), row("Refusé", email="refuse@exemple.fr", **SIX_ROLES))
    before = counts()
    with pytest.raises(ActionError, match="Ligne 4 : La règle a changé"):
        confirm_import(actor=actor(here.admin), kept=kept)
    assert counts() == before
    assert UserImport.objects.filter(pk=kept.pk).exists()


def test_a_long_import_says_that_it_takes_time(client, here):
    client.force_login(here.admin)
    short = read(client.get(send(client, here.agreement, sheets.csv(*people(199))).url))
    long = read(client.get(send(client, here.agreement, sheets.csv(*people(200))).url))
    assert ["peut prendre quelques secondes" in page for page in (short, long)] == [False, True]
