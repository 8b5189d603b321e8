"""The demonstration: whole, true, and the same each time."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from post_office.models import STATUS

from portal.accounts.models import User
from portal.accounts.retention.jobs import anonymise_dormant_accounts, close_unactivated_accounts, send_dormant_notices
from portal.afas.approval.snapshots import digest
from portal.afas.campaigns.queries import list_unopened
from portal.afas.campaigns.rules import Standing
from portal.afas.declarations.rules import is_late
from portal.afas.models import Declaration, DeclarationPart, PartState, State, Transmission
from portal.base import clock
from portal.demo.story import cast
from portal.demo.story.clockwork import at
from portal.habpps.agreements.rules.papers import why_not_attached
from portal.habpps.models import Activity, Agreement, Amendment, Document, Grant, Invitation, Measure, Proposal, Site
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import administrators
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry, Seal
from portal.journal.sealing import verify_journal
from portal.mail.models import Letter
from portal.statistics.models import Median
from tests.demo.conftest import digests
from tests.net.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told"), pytest.mark.timeout(600)]

KEYS = {
    "caf_admin",
    "caf_agent",
    "national",
    "partner_admin",
    "fr_da",
    "fr_df",
    "approver",
    "all_roles",
    "other_partner_admin",
}


@pytest.fixture
def accounts(capsys) -> dict[str, dict]:
    capsys.readouterr()
    call_command("demo_accounts")
    return {row["key"]: row for row in json.loads(capsys.readouterr().out)}


def roles_of(key: str, accounts: dict) -> set[Role]:
    user = User.objects.get(username=accounts[key]["identifier"])
    return {grant.role for grant in Actor(user, clock.today()).grants}


def test_every_key_is_there(accounts):
    """And nothing but JSON is printed, with the five names that tools read."""
    assert set(accounts) >= KEYS
    assert all(set(row) == {"key", "identifier", "password", "role", "partner"} for row in accounts.values())


def test_every_account_can_sign_in(client, accounts):
    """By the form, with the identifier and password that are printed."""
    for row in accounts.values():
        answer = client.submit(reverse("account_login"), {"login": row["identifier"], "password": row["password"]})
        assert answer.status_code == 302, row["key"]
        page = client.get(reverse("home"))
        assert cast_of(row["key"]).first_name in read(page)
        client.logout()


def cast_of(key: str) -> cast.Person:
    return next(person for person in cast.ACCOUNTS if person.key == key)


def test_each_account_holds_what_its_key_says(accounts):
    expected = {
        "caf_admin": {Role.CAF_ADMIN},
        "caf_agent": {Role.CAF_AGENT},
        "national": {Role.NATIONAL_ADMIN},
        "partner_admin": {Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER},
        "fr_da": {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER},
        "fr_df": {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.FINANCIAL_DATA_PROVIDER},
        "approver": {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.APPROVER},
    }
    assert {key: roles_of(key, accounts) for key in expected} == expected
    assert roles_of("all_roles", accounts) >= {*AFAS_ROLES, Role.PARTNER_ADMIN, Role.AFAS_MANAGER}
    assert Role.PARTNER_ADMIN in roles_of("other_partner_admin", accounts)


@pytest.mark.parametrize("state", State)
def test_every_state_of_a_declaration_is_there(state):
    """Among the partners of the story themselves, not only their neighbours."""
    story = [cast.COTEAUX, cast.LAUBEPINE, cast.ATELIER, cast.MONTCLAIR, cast.LUDOTHEQUE]
    assert Declaration.objects.filter(state=state, activity__agreement__partner__name__in=story).exists()


@pytest.mark.parametrize("state", PartState)
def test_every_state_of_a_half_is_there(state):
    assert DeclarationPart.objects.filter(state=state).exists()


def test_something_is_always_due_in_a_few_days():
    late = Declaration.objects.filter(state=State.TO_ENTER).order_by("-campaign__opens_on")[0]
    assert 0 < (late.due - clock.today()).days < 10


def test_an_activity_registered_late_shows_what_the_caf_may_ask_for():
    """Some of the past is asked for, one is « sans objet », one may still be asked for; nothing is late."""
    activity = Activity.objects.get(agreement__partner__name=cast.LUDOTHEQUE)
    today = clock.today()
    assert activity.registered_on > activity.opens_on
    assert Standing.OFFERED in {each.standing for each in list_unopened(activity, today)}
    assert activity.declarations.filter(due_on__isnull=False, state=State.TO_ENTER).exists()
    assert activity.declarations.filter(state=State.WAIVED).exists()
    assert not any(is_late(declaration, today) for declaration in activity.declarations.order_by("pk"))


def test_rights_of_every_kind_are_there():
    """A vacancy, an ended right, one still to come, an invitation, one that has lapsed."""
    today = clock.today()
    fab_lab = Grant.objects.filter(activity__name="Fab-lab des Coteaux", role=Role.APPROVER)
    assert not [grant for grant in fab_lab if grant.revoked_at is None and grant.valid_from <= today]
    assert Grant.objects.filter(role__in=AFAS_ROLES, valid_until__lt=today).exists()
    assert Grant.objects.filter(role__in=AFAS_ROLES, valid_from__gt=today).exists()
    pending = User.objects.filter(state=User.State.PENDING)
    evening = at(today, 23)
    assert pending.filter(access_links__used_at=None, access_links__expires_at__gt=evening).exists()
    assert pending.exclude(access_links__expires_at__gt=clock.now()).exists()


def test_the_life_of_conventions_is_there():
    """Avenants signed and waiting, a precaution with its reason, a paper, a place closed, an end that comes near under
    one administrator who has two organisations."""
    today = clock.today()
    assert {Amendment.State.SIGNED, Amendment.State.REQUESTED} <= set(Amendment.objects.values_list("state", flat=True))
    suspended = Measure.objects.get(kind=Measure.Kind.SUSPEND_PERSON, lifted_at=None)
    assert suspended.reason
    assert suspended.membership.suspended_at
    for document in Document.objects.select_related("content"):
        assert why_not_attached("piece.pdf", bytes(document.content.content)) == ""
    assert Document.objects.count() == 3
    assert Site.objects.filter(closed_on__lt=today).exists()
    ending = Agreement.objects.get(closes_on__lte=today + timedelta(days=90))
    (alone,) = administrators(ending, today)
    assert User.objects.get(pk=alone).email == cast.TREASURER.email
    assert len(Actor(User.objects.get(pk=alone), today).organisations) == 2


def test_one_organisation_has_a_convention_with_each_of_two_cafs(accounts):
    """Its administrator works under both; the Caf that came second has proposed a correction, which waits."""
    user = User.objects.get(username=accounts["two_cafs"]["identifier"])
    assert list(Actor(user, clock.today()).organisations.values()) == [
        f"{cast.PASSERELLE} ({cast.CAF})",
        f"{cast.PASSERELLE} ({cast.OTHER_CAF})",
    ]
    proposal = Proposal.objects.get(state=Proposal.State.WAITING)
    assert (proposal.partner.name, proposal.partner.lead_caf.name) == (cast.PASSERELLE, cast.CAF)
    assert proposal.caf.name == cast.OTHER_CAF


def test_whoever_is_active_has_signed_in_and_answered_their_invitations_but_one():
    """Named administrators do not show as invited; the accounts written in bulk had no invitation."""
    waiting = Invitation.objects.exclude(user__state=User.State.PENDING)
    assert waiting.get().user.email == cast.TREASURER.email
    assert waiting.get().agreement.partner.name == cast.LAUBEPINE
    assert User.objects.filter(email=cast.SECOND_ADMIN.email, last_login__isnull=False).exists()


def test_the_first_jobs_tell_nobody_active_that_they_are_gone():
    assert send_dormant_notices() == close_unactivated_accounts() == anonymise_dormant_accounts() == 0


def test_a_second_version_and_a_return_with_its_reason_are_there():
    assert Transmission.objects.filter(version=2).exists()
    returned = DeclarationPart.objects.filter(declaration__state=State.RETURNED, state=PartState.TO_CORRECT)
    assert all(part.correction for part in returned)


def test_what_was_transmitted_is_what_was_signed():
    """In bulk or by the action: the digest is that of the content, and its parts can be read."""
    for transmission in Transmission.objects.order_by("pk"):
        assert transmission.sha256 == digest(transmission.content)
        content = json.loads(transmission.content)
        assert content["receipt_number"] == transmission.receipt_number
        assert set(content["parts"]) == {"ACTIVITY", "FINANCIAL"}


def test_the_journal_is_whole_and_in_order():
    """Sealed, verified; each event later than the one before it."""
    assert list(verify_journal()) == []
    assert Seal.objects.count() == 2
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < clock.now()


def test_mails_go_to_nobody_real_and_nothing_waits_for_a_worker():
    """One could not be delivered: supervision has something to show."""
    letters = list(Letter.objects.select_related("email").order_by("pk"))
    assert letters
    assert all(address.endswith(".example") for letter in letters for address in letter.email.to)
    assert {letter.email.status for letter in letters} == {STATUS.sent, STATUS.failed}
    (failed,) = [letter for letter in letters if letter.email.status == STATUS.failed]
    assert failed.email.logs.get().exception_type == "SMTPRecipientsRefused"
    assert User.objects.get(pk=failed.recipient_id).email == cast.FORGOTTEN.email


def test_a_password_was_typed_wrong_then_right():
    person = User.objects.get(email=cast.FR_DF.email)
    tried = Entry.objects.filter(kind="accounts.sign_in_failed", object_id=person.pk)
    assert tried.count() == 3
    assert person.last_login > tried.latest("pk").at


def test_medians_are_there_to_be_shown():
    assert Median.objects.filter(caf__name=cast.CAF).exists()
    assert Median.objects.filter(caf=None).exists()


def test_loading_again_changes_nothing(told, capsys):
    call_command("load_demo")
    assert capsys.readouterr().out == "demonstration already loaded\n"
    assert digests() == told
