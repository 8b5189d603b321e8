"""« Look first »: a person of the convention is shown; an account elsewhere tells nothing of itself."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.sign_in.actions import record_sign_in
from portal.base import clock
from portal.base import errors as actions
from portal.habpps.account_help.actions import end_sessions, resend_invitation, reset_second_factor, unlock_sign_in
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.invitations.actions import Identity, delete_useless_invitations
from portal.habpps.models import Grant, Invitation
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.people.actions.users import create_user
from portal.habpps.people.queries.users import UserSearch, list_users
from portal.habpps.rights.candidates import Among, Candidates
from portal.habpps.rights.holders import helpers_of
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import shown_person
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.habpps import ActivityFactory, actor, come_in, group, person
from tests.net.reading import read, source

SECRETS = ("Delacroix", "Eugénie", "0199887766", "qz7654321")
TYPED = Identity("Roy", "Camille", "eugenie@exemple.fr", "eugenie@exemple.fr", "0322000000", "0322000000")
NEW = replace(TYPED, email="nouvelle@exemple.fr", email_again="nouvelle@exemple.fr", somebody_else=True)


@pytest.fixture
def stranger(elsewhere):
    """Somebody with an account, who works elsewhere."""
    last, first, phone, username = SECRETS
    user = person(last_name=last, first_name=first, phone=phone, username=username, email=TYPED.email)
    user.last_login = clock.now()
    user.save()
    return user


def create(here, identity, **more):
    typed = {"valid_from": clock.today(), **more}
    return create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, **typed)


def membership(user, here) -> Grant:
    return Grant.objects.get(user=user, agreement=here.agreement, role=Role.PARTNER_USER)


def fields(identity: Identity, **more) -> dict:
    return {
        "last_name": identity.last_name,
        "first_name": identity.first_name,
        "email": identity.email,
        "email_again": identity.email_again,
        "phone": identity.phone,
        "phone_again": identity.phone_again,
        "valid_from": f"{clock.today():%d/%m/%Y}",
        "mobility": "SEDENTARY",
        **more,
    }


def told(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def test_the_list_shows_what_was_typed_until_the_person_accepts(here, stranger):
    create(here, TYPED)
    row = list_users(actor(here.admin), here.agreement, UserSearch(last_name="Roy")).queryset.get()
    assert (row["shown_last_name"], row["shown_first_name"], row["shown_phone"]) == ("Roy", "Camille", "0322000000")
    assert (row["shown_email"], row["shown_username"]) == (TYPED.email, "")
    record_sign_in(user=stranger)
    assert list_users(actor(here.admin), here.agreement, UserSearch(last_name="Roy")).queryset.exists()
    come_in(stranger)
    row = list_users(actor(here.admin), here.agreement, UserSearch(last_name="Delacroix")).queryset.get()
    assert row["shown_username"] == "qz7654321"
    assert row["shown_invited_at"] is None


@pytest.mark.parametrize("search", [{"last_name": "delacroix"}, {"first_name": "eug"}, {"username": "qz"}])
def test_searching_tells_nothing_either(here, stranger, search):
    create(here, TYPED)
    assert not list_users(actor(here.admin), here.agreement, UserSearch(**search)).queryset.exists()


def test_sorting_goes_by_what_is_shown(here, stranger):
    create(here, replace(TYPED, last_name="Zzz"))
    rows = list(list_users(actor(here.admin), here.agreement, UserSearch(sort="-nom")))
    assert rows[0]["shown_last_name"] == "Zzz"


def test_a_new_account_and_a_known_one_look_alike(here, stranger):
    """The same columns, the same state, the same refusals."""
    create(here, TYPED)
    create(here, NEW)
    rows = list(list_users(actor(here.admin), here.agreement, UserSearch(last_name="Roy")).queryset.order_by("id"))
    hidden = {"public_id", "user_id", "user__state", "shown_email", "shown_invited_at"}
    known, new = ({key: value for key, value in row.items() if key not in hidden} for row in rows)
    assert known == new
    for act in (end_sessions, unlock_sign_in, reset_second_factor):
        reasons = set()
        for user in (stranger, User.objects.get(email=NEW.email)):
            with pytest.raises(actions.Refused) as refused:
                act(place=AGREEMENTS, actor=actor(here.admin), grant=membership(user, here))
            reasons.add(refused.value.decision.reason)
        assert len(reasons) == 1


PAGES = ("user", "user_contact", "user_close", "departure", "invitation_resend", "group_add", "password_reset")


def test_no_page_tells_anything(client, here, stranger):
    """Lists, forms, confirmations, exports, the journal, before the person has signed in."""
    create(here, TYPED, roles=[Role.APPROVER], activities=[here.activity])
    client.force_login(here.admin)
    key, agreement = membership(stranger, here).public_id, here.agreement.public_id
    addresses = [reverse(f"habpps:{name}", args=[key]) for name in PAGES]
    addresses += [reverse(f"habpps:{name}", args=[agreement]) for name in ("users", "groups", "agreement")]
    addresses += [reverse("habpps:assignments"), reverse("habpps:assign"), reverse("home"), reverse("habpps:journal")]
    addresses += [f"{reverse('habpps:assignments')}?etat={state}" for state in ("ACTIVE", "INACTIVE")]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert told(source(answer)) == [], address


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_no_export_tells_anything(client, here, stranger, extension):
    create(here, TYPED)
    client.force_login(here.admin)
    content = client.post(reverse("habpps:users", args=[here.agreement.public_id]), {"format": extension}).getvalue()
    if extension == "csv":
        assert "Camille" in content.decode("utf-8-sig")
    assert told(content.decode("utf-8", errors="ignore")) == []


def test_the_answer_is_the_same_word_for_word(client, here, stranger):
    """The page after, its messages, and where it leads."""
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    pages = []
    for identity in (TYPED, replace(NEW, last_name="Autre")):
        answer = client.post(address, fields(identity))
        page = source(client.get(answer.url))
        pages.append((answer.status_code, answer.url, re.findall(r'class="notification.*?</p>', page, re.DOTALL)))
    assert pages[0] == pages[1]


def test_looking_before_creating_knows_the_convention_alone(client, here, stranger):
    """Tabbing out of the e-mail: a person of the convention is shown, an account elsewhere is not."""
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    known = client.post(address, {"act": "look", "email": here.member.email.upper()})
    assert known.status_code == 200
    assert here.member.get_full_name() in source(known)
    assert "Ajouter à un groupe" in read(known)
    outside = source(client.post(address, {"act": "look", "email": TYPED.email}))
    nobody = source(client.post(address, {"act": "look", "email": "personne@exemple.fr"}))
    assert "Cette personne a déjà accès" not in outside
    assert told(outside) == []
    drawn = r'(value="[^"]*")'
    assert re.sub(drawn, "", outside) == re.sub(drawn, "", nobody)
    assert not Invitation.objects.exists()


def test_both_ways_cost_about_the_same(here, stranger):
    """Reads and writes: near enough for the time of an answer to tell nothing through a network."""
    counts = []
    for identity in (TYPED, NEW):
        with CaptureQueriesContext(connection) as captured:
            create(here, identity)
        counts.append(len(captured))
    assert abs(counts[0] - counts[1]) <= 12


def test_the_invitation_seems_to_lapse_too(here, stranger):
    """There is no link that lapses, but the list does not say so."""
    create(here, TYPED)
    Invitation.objects.update(sent_at="2020-01-01T00:00Z", created_at="2020-01-01T00:00Z")
    User.objects.filter(pk=stranger.pk).update(last_login=None)
    assert list_users(actor(here.admin), here.agreement, UserSearch(status="EXPIREE")).count() == 1
    resend_invitation(place=AGREEMENTS, actor=actor(here.admin), grant=membership(stranger, here))
    assert list_users(actor(here.admin), here.agreement, UserSearch(status="INVITE")).count() == 1
    assert Letter.objects.filter(recipient_id=stranger.pk, kind="habpps/access_given").count() == 2


def test_the_journal_says_the_same_of_both(here, stranger):
    create(here, TYPED)
    create(here, NEW)
    kinds = [
        sorted(Entry.objects.filter(kind__startswith="habpps.", facts__user=user.pk).values_list("kind", flat=True))
        for user in (stranger, User.objects.get(email=NEW.email))
    ]
    assert kinds[0] == kinds[1] == ["habpps.right_given", "habpps.user_created"]


def test_a_closed_account_looks_like_any_other(here, stranger):
    User.objects.filter(pk=stranger.pk).update(state=User.State.SUSPENDED)
    create(here, TYPED)
    assert list_users(actor(here.admin), here.agreement, UserSearch(status="INVITE")).count() == 1
    assert not list_users(actor(here.admin), here.agreement, UserSearch(status="SUSPENDU")).queryset.exists()


def test_lists_to_choose_from(here, stranger):
    """Nor by what finds them; why they cannot be chosen is the same whatever the account."""
    create(here, TYPED, groups=[group(here.agreement)])
    people = Candidates(here.agreement, clock.today(), Among.DECLARANTS)
    found = people.search("Roy").people
    assert [each.label for each in found] == [f"Camille Roy ({TYPED.email})"]
    assert (found[0].waits, found[0].why_not) == (True, "")
    [successor] = Candidates(here.agreement, clock.today()).search("Roy").people
    assert "n'a pas encore répondu" in successor.why_not
    assert not [each for secret in SECRETS for each in people.search(secret).people]
    for state in User.State:
        User.objects.filter(pk=stranger.pk).update(state=state)
        assert people.search("Roy").people == found
    assert shown_person(membership(stranger, here)).full_name == "Camille Roy"


def test_an_administrator_who_has_not_answered_helps_under_the_name_typed(here, stranger):
    name_administrator(actor=actor(here.caf_admin), agreement=here.agreement, identity=TYPED, valid_from=clock.today())
    assert told(" ".join(helpers_of(actor(here.member)))) == []


def test_who_was_known_here_stays_known(here):
    """Somebody who comes back is no stranger: no new words hide their name."""
    old = membership(here.member, here)
    close_user(actor=actor(here.admin), membership=old)
    create(here, replace(TYPED, email=here.member.email, email_again=here.member.email))
    assert not Invitation.objects.filter(user=here.member).exists()


def test_words_that_hide_nothing_any_more_are_forgotten(here, stranger):
    """Accepted, or of an account that retention has emptied; those that wait stay, and the list reads as before."""
    create(here, TYPED)
    create(here, NEW)
    assert delete_useless_invitations() == 0
    come_in(stranger)
    assert list_users(actor(here.admin), here.agreement, UserSearch(last_name="Delacroix")).queryset.exists()
    gone = User.objects.get(email=NEW.email)
    User.objects.filter(pk=gone.pk).update(anonymised_at=clock.now(), state=User.State.CLOSED)
    assert delete_useless_invitations() == 1


def test_a_user_with_the_three_roles_in_one_form(client, here):
    """Account, access, « AFAS Déclarer » and three roles over two activities: one button."""
    second = ActivityFactory(agreement=here.agreement)
    client.force_login(here.admin)
    typed = fields(
        NEW, roles=[role.value for role in AFAS_ROLES], activities=[here.activity.public_id, second.public_id]
    )
    answer = client.post(reverse("habpps:user_create", args=[here.agreement.public_id]), typed)
    assert answer.status_code == 302
    held = Grant.objects.filter(user__email=NEW.email)
    assert held.filter(role__in=AFAS_ROLES).count() == 6
    assert held.get(role=Role.AFAS_DECLARANT).parent == held.get(role=Role.PARTNER_USER)
    assert Letter.objects.filter(kind="accounts/activation").count() == 1


def test_a_role_without_activity_says_so_and_creates_nobody(client, here):
    client.force_login(here.admin)
    typed = fields(NEW, roles=[Role.APPROVER.value])
    answer = client.post(reverse("habpps:user_create", args=[here.agreement.public_id]), typed)
    assert answer.status_code == 422
    assert "au moins une activité est obligatoire" in read(answer)
    assert not User.objects.filter(email=NEW.email).exists()


def test_activities_of_somebody_else_cannot_be_ticked(client, here, elsewhere):
    client.force_login(here.admin)
    typed = fields(NEW, roles=[Role.APPROVER.value], activities=[elsewhere.activity.public_id])
    assert client.post(reverse("habpps:user_create", args=[here.agreement.public_id]), typed).status_code == 422
    assert not User.objects.filter(email=NEW.email).exists()


def test_who_may_not_give_roles_is_not_offered_them(client, here):
    """An administrator outside « AFAS Habiliter »; posting them all the same gives nothing."""
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    assert here.activity.name not in source(client.get(address))
    typed = fields(NEW, roles=[Role.APPROVER.value], activities=[here.activity.public_id])
    client.post(address, typed)
    assert not Grant.objects.filter(user__email=NEW.email, role=Role.APPROVER).exists()


def test_an_account_closed_unused_is_invited_as_a_new_one(here):
    """Retention closed it; the person gets a link that works, and not a mail about an account that nobody can open."""
    gone = UserFactory(closed=True)
    identity = Identity("Roy", "Camille", gone.email, gone.email)
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    gone.refresh_from_db()
    assert gone.state == User.State.PENDING
    assert list(Letter.objects.filter(recipient_id=gone.pk).values_list("kind", flat=True)) == ["accounts/activation"]
