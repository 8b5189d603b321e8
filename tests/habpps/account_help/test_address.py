"""A mistyped address of an invitation that waits is corrected: the old link dies, the invitation leaves to the right one,
and nothing tells whether either address has an account."""

import pytest
from django.urls import reverse

from portal.accounts.lifecycle.actions import activate_account
from portal.accounts.links.actions import LinkError
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help import actions
from portal.habpps.account_help.actions import correct_address
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.oversight.queries.journal import list_entries, read_entries
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, come_in, person
from tests.factories.letters import token_in
from tests.net.reading import read, source

WRONG, RIGHT = "fausse@exemple.fr", "bonne@exemple.fr"
PASSWORD = "dix girafes sur un pont rouge"
HIDDEN = ("Eugénie", "Delacroix", "0199887766", "qz7654321")
KNOWN = [(False, False), (False, True), (True, False), (True, True)]


def stranger(email: str, number: int = 0) -> User:
    first, last, phone, username = HIDDEN
    return person(first_name=first, last_name=last, phone=phone, username=f"{username}{number or ''}", email=email)


def invite(here, email: str = WRONG) -> Grant:
    given = create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Roy", "Camille", email, email, "0322000000", "0322000000"),
        valid_from=clock.today(),
        roles=[Role.APPROVER],
        activities=[here.activity],
    )
    return given.grants[0]


def correct(held: Grant, by, email: str = RIGHT, place=AGREEMENTS) -> Grant:
    return correct_address(place=place, actor=actor(by), grant=held, email=email, email_again=email)


@pytest.fixture(params=KNOWN, ids=["new, new", "new, known", "known, new", "known, known"])
def invited_wrongly(here, request) -> Grant:
    """An invitation to the wrong address; what stands behind each of the two."""
    wrong, right = request.param
    if wrong:
        stranger(WRONG, 1)
    if right:
        stranger(RIGHT, 2)
    return invite(here)


def test_the_person_of_the_right_address_has_the_rights_and_the_other_has_none(here, invited_wrongly):
    held = correct(invited_wrongly, here.admin)
    right = User.objects.get(email=RIGHT)
    come_in(right)
    assert {each.role for each in actor(right).grants} == {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.APPROVER}
    assert held.user == right
    for wrong in User.objects.filter(email=WRONG):
        come_in(wrong) if wrong.state == User.State.ACTIVE else None
        assert not Grant.objects.filter(user=wrong).exists()


def test_what_is_read_is_the_same_whatever_stands_behind(client, here, invited_wrongly):
    """The page after, the list, the journal, the mails: the words typed, and the new address."""
    client.force_login(here.admin)
    key = invited_wrongly.public_id
    answer = client.post(reverse("habpps:invitation_address", args=[key]), {"email": RIGHT, "email_again": RIGHT})
    assert answer.url == reverse("habpps:user", args=[key])
    page = read(client.get(answer.url))
    assert f"L'invitation repart à {RIGHT}" in page
    texts = [page, source(client.get(reverse("habpps:users", args=[here.agreement.public_id])))]
    texts += [line.sentence + line.who for line in read_entries(list_entries(actor(here.admin)), actor(here.admin))]
    assert RIGHT in texts[1]
    assert WRONG not in texts[1]
    assert not any(secret in text for text in texts for secret in HIDDEN)
    kinds = [line.sentence for line in read_entries(list_entries(actor(here.caf_admin)), actor(here.caf_admin))]
    assert sorted(kinds) == sorted(
        ["a corrigé l'adresse de l'invitation de Camille Roy", *(k for k in kinds if not k.startswith("a corrigé"))]
    )
    sent = Letter.objects.filter(kind__in=["accounts/activation", "habpps/access_given"])
    assert sent.count() == 2


def test_the_old_link_is_dead_and_the_new_one_lives(here):
    held = invite(here)
    old = token_in(Letter.objects.get(kind="accounts/activation"))
    correct(held, here.admin)
    with pytest.raises(LinkError):
        activate_account(token=old, password=PASSWORD)
    newest = Letter.objects.filter(kind="accounts/activation").latest("pk")
    assert newest.email.to == [RIGHT]
    assert activate_account(token=token_in(newest), password=PASSWORD).email == RIGHT


def test_the_old_link_is_dead_too_where_the_right_address_has_an_account(here):
    stranger(RIGHT)
    held = invite(here)
    old = token_in(Letter.objects.get(kind="accounts/activation"))
    correct(held, here.admin)
    with pytest.raises(LinkError):
        activate_account(token=old, password=PASSWORD)
    assert User.objects.get(email=WRONG).state == User.State.CLOSED


def test_an_account_that_another_place_has_invited_too_keeps_its_address(here, elsewhere):
    """Its person would else lose the other place's invitation to whoever the first one names."""
    held = invite(here)
    identity = Identity("Autre", "Nom", WRONG, WRONG)
    other = create_user(
        actor=actor(elsewhere.admin), agreement=elsewhere.agreement, identity=identity, valid_from=clock.today()
    ).grants[0]
    correct(held, here.admin)
    kept = User.objects.get(email=WRONG)
    assert kept.state == User.State.PENDING
    assert Grant.objects.get(pk=other.pk).user == kept
    assert Grant.objects.get(pk=held.pk).user == User.objects.get(email=RIGHT)


def test_a_role_of_a_caf_too(here):
    asked = {"role": Role.CAF_AGENT, "valid_from": clock.today(), "identity": Identity("Roy", "Anne", WRONG, WRONG)}
    held = name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)
    correct(held, here.caf_admin, place=CAFS)
    right = User.objects.get(email=RIGHT)
    come_in(right)
    assert actor(right).has_role(Role.CAF_AGENT)


def test_to_correct_an_administrator_s_address_is_to_name_one(here):
    """The Caf's alone: the other administrator would else choose who arrives, without an avenant."""
    identity = Identity("Roy", "Camille", WRONG, WRONG)
    user = name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=identity, valid_from=clock.today()
    )
    held = Grant.objects.get(user=user, role=Role.PARTNER_USER)
    before = list(User.objects.order_by("pk").values_list("pk", "email"))
    with pytest.raises(Refused, match="la Caf"):
        correct(held, here.admin)
    assert list(User.objects.order_by("pk").values_list("pk", "email")) == before
    correct(held, here.caf_admin)
    assert User.objects.get(email=RIGHT).pk == user.pk


@pytest.mark.parametrize("kind", ["caf_agent", "member", "provider"])
def test_nobody_else_corrects(here, elsewhere, kind):
    held = invite(here)
    for user in (getattr(here, kind), elsewhere.admin, elsewhere.caf_admin):
        with pytest.raises(Refused):
            correct(held, user)
    assert Invitation.objects.get().email == WRONG
    assert not User.objects.filter(email=RIGHT).exists()


def refused(held: Grant, by, email: str, match: str) -> None:
    events, letters = Entry.objects.count(), Letter.objects.count()
    with pytest.raises(ActionError, match=match):
        correct(held, by, email)
    assert (Entry.objects.count(), Letter.objects.count()) == (events, letters)


def test_what_cannot_be_the_right_address(here):
    held = invite(here)
    refused(held, here.admin, WRONG, "C'est l'adresse qui a servi")
    refused(held, here.admin, here.admin.email, "votre propre adresse")
    refused(held, here.admin, here.member.email, "a déjà accès ici")
    refused(held, here.admin, "sans-arobase", "adresse mail")


def test_an_answered_invitation_has_no_address_to_correct(here):
    held = invite(here)
    come_in(User.objects.get(email=WRONG))
    refused(held, here.admin, RIGHT, "y a répondu")


def test_whoever_was_here_before_keeps_their_own_name(here):
    """Corrected to the address of somebody who has left: nothing to accept, nothing hidden."""
    Grant.objects.filter(user=here.member).update(revoked_at=clock.now())
    held = correct(invite(here), here.admin, here.member.email)
    assert held.invitation_id is None
    assert held.user == here.member


def test_so_many_a_day(here, monkeypatch):
    monkeypatch.setattr(actions, "MOST_CORRECTIONS", 2)
    held = invite(here)
    for number in range(2):
        correct(held, here.admin, f"essai{number}@exemple.fr")
    refused(held, here.admin, RIGHT, "continuez demain")


def test_the_page_of_the_contact_details_says_so_and_leads_there(client, here):
    """It has no form that could only be refused."""
    held = invite(here)
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:user_contact", args=[held.public_id])))
    assert reverse("habpps:invitation_address", args=[held.public_id]) in page
    assert 'name="phone"' not in page


def test_an_error_keeps_what_was_typed(client, here):
    held = invite(here)
    client.force_login(here.admin)
    address = reverse("habpps:invitation_address", args=[held.public_id])
    answer = client.post(address, {"email": RIGHT, "email_again": "autre@exemple.fr"})
    assert answer.status_code == 422
    assert "Les deux adresses mail sont différentes" in read(answer)
    assert f'value="{RIGHT}"' in source(answer)
