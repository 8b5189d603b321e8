"""The people of a convention: their accounts looked after, several at once, the list and the pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from post_office.models import Email

from portal.accounts.models import SignInFailures, User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import (
    end_sessions,
    resend_invitation,
    reset_password,
    reset_second_factor,
    unlock_sign_in,
)
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.people.actions.selection import add_selection_to_group, close_selection, resend_invitations
from portal.habpps.people.actions.users import create_user
from portal.habpps.people.queries.users import UserSearch, list_users, past_rights
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    actor,
    caf_agent,
    come_in,
    declarant,
    grant,
    group,
    member,
    partner_admin,
    person,
)
from tests.net.reading import read, source

A_DAY = timedelta(days=1)


def access(user, agreement=None) -> Grant:
    found = Grant.objects.filter(user=user, role=Role.PARTNER_USER).order_by("-id")
    return (found.filter(agreement=agreement) if agreement else found)[0]


def close(user, membership, **options):
    return close_user(actor=actor(user), membership=membership, **options)


def reopen(user, membership, **options):
    return reopen_user(actor=actor(user), membership=membership, **{"valid_from": clock.today(), **options})


def rights(user) -> list[tuple]:
    found = Grant.objects.filter(user=user).order_by("id")
    return list(found.values_list("role", "valid_from", "valid_until", "revoked_at"))


TOUCHING = [end_sessions, unlock_sign_in, reset_second_factor]


@pytest.mark.parametrize("act", TOUCHING)
def test_an_account_that_serves_others_is_not_weakened_by_one_partner(here, elsewhere, act):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    SignInFailures.objects.create(subject="x", day=clock.today(), last_at=clock.now())
    before = (here.member.session_epoch, Entry.objects.count())
    with pytest.raises(Refused, match="sert aussi ailleurs"):
        act(place=AGREEMENTS, actor=actor(here.admin), grant=access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert (here.member.session_epoch, Entry.objects.count()) == before


def test_the_caf_may(here, elsewhere):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    end_sessions(place=AGREEMENTS, actor=actor(here.caf_admin), grant=access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 1


@pytest.mark.parametrize("act", TOUCHING)
def test_nobody_touches_an_official_s_account_by_giving_it_an_access(here, act):
    official = caf_agent(here.caf)
    grant(official, Role.PARTNER_USER, here.agreement)
    with pytest.raises(Refused, match="droits de la Caf"):
        act(place=AGREEMENTS, actor=actor(here.caf_admin), grant=access(official))
    official.refresh_from_db()
    assert official.session_epoch == 0


def test_another_access_to_the_same_partner_does_not_matter(here):
    """Two Cafs, one organisation: the account serves it alone."""
    twin = AgreementFactory(partner=here.partner)
    grant(here.member, Role.PARTNER_USER, twin)
    unlock_sign_in(place=AGREEMENTS, actor=actor(here.admin), grant=access(here.member, here.agreement))
    assert Entry.objects.filter(kind="accounts.unlocked", actor_id=here.admin.pk).exists()


def test_the_mail_says_who_acted_and_for_whom(here):
    """The partner's administrator for the partner; the Caf's for the Caf, over the same person."""
    for who, organisation in ((here.admin, here.partner.name), (here.caf_admin, here.caf.name)):
        reset_password(place=AGREEMENTS, actor=actor(who), grant=access(here.member))
        text = Email.objects.latest("id").message
        assert f"{who.get_full_name()} ({organisation}) vous envoie un lien" in text


def test_without_a_second_factor_there_is_nothing_to_reset(here):
    with pytest.raises(ActionError, match="pas de second facteur"):
        reset_second_factor(place=AGREEMENTS, actor=actor(here.admin), grant=access(here.member))


def test_an_access_that_is_over_gives_nothing_over_the_account(here):
    membership = access(here.member)
    close(here.admin, membership)
    for act in TOUCHING:
        with pytest.raises(Refused, match="a pris fin"):
            act(place=AGREEMENTS, actor=actor(here.admin), grant=membership)
    for act in (reset_password, resend_invitation):
        with pytest.raises(ActionError):
            act(place=AGREEMENTS, actor=actor(here.admin), grant=membership)


def test_one_does_not_touch_one_s_own_account_here(here):
    with pytest.raises(Refused, match="vos propres droits"):
        unlock_sign_in(place=AGREEMENTS, actor=actor(here.admin), grant=access(here.admin))


def test_each_of_a_selection_wholly_or_not_at_all(here):
    """The good ones are done, and each of the others says why not."""
    people = [access(each) for each in (here.member, here.declarant, here.admin)]
    lines = add_selection_to_group(
        actor=actor(here.admin),
        agreement=here.agreement,
        memberships=people,
        group=group(here.agreement),
        valid_from=clock.today(),
    )
    assert [line.done for line in lines] == [True, False, False]
    assert "déjà attribué" in lines[1].text
    assert "vos propres droits" in lines[2].text
    assert Grant.objects.filter(role=Role.AFAS_DECLARANT, user__in=[here.member, here.admin]).count() == 1


def test_several_are_closed_but_never_an_administrator(here):
    people = [access(each) for each in (here.admin, here.other_admin, here.member)]
    lines = close_selection(actor=actor(here.caf_admin), agreement=here.agreement, memberships=people)
    assert [line.done for line in lines] == [False, False, True]
    assert "par un avenant" in lines[1].text
    assert actor(here.other_admin).grants


def test_invitations_leave_again_for_those_that_wait(here):
    email = "lea@exemple.fr"
    create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Dupont", "Léa", email, email),
        valid_from=clock.today(),
    )
    lea = User.objects.get(email=email)
    lines = resend_invitations(
        actor=actor(here.admin), agreement=here.agreement, memberships=[access(lea), access(here.member)]
    )
    assert [line.done for line in lines] == [True, False]
    assert Letter.objects.filter(recipient_id=lea.pk, kind="accounts/activation").count() == 2
    assert Entry.objects.filter(kind="habpps.invitation_sent_again").count() == 1


def bulk(client, name, agreement, people, **typed):
    address = reverse(f"habpps:{name}", args=[agreement.public_id])
    return client.post(address, {"selection": [each.public_id for each in people], **typed})


def test_the_ticked_rows_of_the_list(client, here, elsewhere):
    """First the form, then its outcome; somebody of another convention is as if not ticked."""
    client.force_login(here.admin)
    people = [access(here.member), access(here.declarant), access(elsewhere.member)]
    form = bulk(client, "users_group", here.agreement, people)
    assert form.status_code == 200
    assert elsewhere.member.last_name not in source(form)
    today = f"{clock.today():%d/%m/%Y}"
    typed = {"group": group(here.agreement).public_id, "valid_from": today, "valid_until": "31/12/2098"}
    assert bulk(client, "users_group", here.agreement, people, confirmed="oui").status_code == 422
    answer = client.post(
        reverse("habpps:users_group", args=[here.agreement.public_id]),
        {"selection": [each.public_id for each in people], "confirmed": "oui", **typed},
        follow=True,
    )
    page = read(answer)
    assert "1\u00a0personne : dans le groupe." in page
    assert f"{here.declarant.get_full_name()} : " in page
    assert not Grant.objects.filter(user=elsewhere.member, role=Role.AFAS_DECLARANT).exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("users_close", {"last_day": "01/01/2020"}),
        ("users_group", {"valid_from": "02/01/2027", "valid_until": "01/01/2027"}),
    ],
)
def test_dates_that_suit_nobody_are_told_once_on_the_form(client, here, name, typed):
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=date(2099, 12, 31))
    client.force_login(here.admin)
    before = Grant.objects.filter(revoked_at=None).count()
    people = [access(here.member), access(here.declarant)]
    typed = {"group": group(here.agreement).public_id, "reason": "Fin de saison", **typed}
    answer = bulk(client, name, here.agreement, people, confirmed="oui", **typed)
    assert answer.status_code == 422
    page = source(answer)
    assert all(f'value="{each.public_id}"' in page for each in people)
    assert all(
        f'value="{text}"' in page for field, text in typed.items() if f'name="{field}"' in page and field != "group"
    )
    assert Grant.objects.filter(revoked_at=None).count() == before


@pytest.mark.parametrize("name", ["users_invite", "users_close"])
def test_the_list_comes_back_as_it_was_searched(client, here, name):
    """Never to another place: what the hidden field says is only heard of the list itself."""
    client.force_login(here.admin)
    users = reverse("habpps:users", args=[here.agreement.public_id])
    searched = f"{users}?statut=OUVERT&page=2"
    for told, reached in ((searched, searched), ("https://ailleurs.example/?x", users), (f"/{users}?x", users)):
        answer = bulk(client, name, here.agreement, [access(here.admin)], confirmed="oui", next=told)
        assert answer.url == reached


@pytest.mark.parametrize("name", ["users_group", "users_invite", "users_close"])
def test_nothing_ticked(client, here, elsewhere, name):
    client.force_login(here.admin)
    before = Grant.objects.filter(revoked_at=None).count()
    answer = bulk(client, name, here.agreement, [access(elsewhere.member)], confirmed="oui")
    assert answer.status_code == 302
    assert Grant.objects.filter(revoked_at=None).count() == before


def test_the_page_of_a_person_offers_what_can_be_done(client, here, elsewhere):
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:user", args=[access(here.member).public_id])))
    for label in ("Débloquer la connexion", "Réinitialiser le second facteur", "Départ de l&#39;organisme"):
        assert label in page
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    page = source(client.get(reverse("habpps:user", args=[access(here.member, here.agreement).public_id])))
    assert "Débloquer la connexion" not in page
    assert "sert aussi ailleurs" in page


def test_closing_and_reopening_by_the_screens(client, here):
    client.force_login(here.admin)
    closed = access(here.provider)
    role = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    client.post(reverse("habpps:user_close", args=[closed.public_id]), {"last_day": "", "reason": ""})
    page = read(client.get(reverse("habpps:user_reopen", args=[closed.public_id])))
    assert f"Fournisseur de données d&#39;activité, {here.activity.name}" in page
    today = f"{clock.today():%d/%m/%Y}"
    answer = client.post(
        reverse("habpps:user_reopen", args=[closed.public_id]), {"valid_from": today, "again": [role.public_id]}
    )
    assert answer.url == reverse("habpps:user", args=[access(here.provider).public_id])
    assert {held.role for held in actor(here.provider).grants} >= {Role.ACTIVITY_DATA_PROVIDER}


def test_reopening_offers_only_what_was_held(client, here, elsewhere):
    closed = access(here.member)
    close(here.admin, closed)
    client.force_login(here.admin)
    stolen = Grant.objects.get(user=elsewhere.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    client.post(
        reverse("habpps:user_reopen", args=[closed.public_id]),
        {"valid_from": f"{clock.today():%d/%m/%Y}", "again": [stolen.public_id]},
    )
    assert not Grant.objects.filter(user=here.member, role=Role.ACTIVITY_DATA_PROVIDER).exists()


NAMES = {"Ouvert", "Clos", "Futur", "Suspendu", "Attendu", "Ancien"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "OUVERT"}, {"Ouvert", "Suspendu", "Attendu", "Ancien", "Chef"}),
        ({"status": "CLOTURE"}, {"Clos"}),
        ({"status": "A_VENIR"}, {"Futur"}),
        ({"status": "SUSPENDU"}, {"Suspendu"}),
        ({"status": "INVITE"}, {"Attendu"}),
        ({"status": "EXPIREE"}, {"Ancien"}),
        ({"last_name": "fut"}, {"Futur"}),
        ({"first_name": "nobody"}, set()),
        ({"username": "zz"}, {"Ouvert"}),
        ({}, {*NAMES, "Chef"}),
    ],
)
def test_the_list_is_narrowed(db, asked, found):
    agreement, today = AgreementFactory(), clock.today()
    admin = partner_admin(agreement, last_name="Chef")
    member(agreement, last_name="Ouvert", username="zz0000001")
    close(admin, access(member(agreement, last_name="Clos")))
    grant(person(last_name="Futur"), Role.PARTNER_USER, agreement, valid_from=today + A_DAY)
    Grant.objects.filter(pk=access(member(agreement, last_name="Suspendu")).pk).update(suspended_at=clock.now())
    for name, hours in (("Attendu", 1), ("Ancien", 25)):
        email = f"{name}@exemple.fr".lower()
        identity = Identity(name, "Léa", email, email)
        create_user(actor=actor(admin), agreement=agreement, identity=identity, valid_from=today)
        sent = clock.now() - timedelta(hours=hours)
        Invitation.objects.filter(last_name=name).update(sent_at=sent, created_at=sent)
    rows = list_users(actor(admin), agreement, UserSearch(**asked))
    assert {row["shown_last_name"] for row in rows} == found


@pytest.mark.parametrize("query", [{"statut": "autre"}, {"groupe": "222222222222"}, {"tri": "user__password"}])
def test_what_no_list_offers_counts_as_not_asked(client, here, query):
    client.force_login(here.admin)
    page = client.get(reverse("habpps:users", args=[here.agreement.public_id]), query)
    assert page.status_code == 200
    assert here.member.last_name in source(page)


def test_the_list_costs_the_same_with_one_person_and_with_thirty(client, here, django_assert_max_num_queries):
    client.force_login(here.admin)
    address = reverse("habpps:users", args=[here.agreement.public_id])
    client.get(address)
    for _ in range(2):
        with django_assert_max_num_queries(10):
            client.get(address)
        for _ in range(30):
            declarant(here.agreement)


@pytest.mark.parametrize("extension", ["csv", "ods", "xlsx"])
def test_the_list_leaves_as_a_file(client, here, extension):
    client.force_login(here.admin)
    answer = client.post(reverse("habpps:users", args=[here.agreement.public_id]), {"format": extension})
    assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 5
    content = answer.getvalue()
    if extension == "csv":
        assert "Identifiant;Nom;Prénom;Adresse mail;Téléphone" in content.decode("utf-8-sig")


def test_answered_once_activated(here):
    """Whoever activates the account that was made for an invitation has accepted it."""
    email = "lea@exemple.fr"
    identity = Identity("Dupond", "Léa", email, email)
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    lea = User.objects.get(email=email)
    come_in(lea)
    assert not Invitation.objects.exists()
    assert access(lea).accepted_at is not None


def test_a_new_place_of_activity_changes_nothing_to_the_past(here):
    """An activity closed since then is not proposed."""
    closed = access(here.provider)
    close(here.admin, closed)
    ActivityFactory(agreement=here.agreement)
    here.activity.closes_on = clock.today() - A_DAY
    here.activity.opens_on = clock.today() - 9 * A_DAY
    here.activity.save()
    assert [each.role for each in past_rights(closed, clock.today())] == [Role.AFAS_DECLARANT]


@pytest.mark.parametrize("status", ["EXPIREE", "INVITE", "SUSPENDU", "OUVERT", "A_VENIR"])
def test_a_closed_access_is_in_no_other_state(here, status):
    """Neither expired nor waiting, though its invitation was never answered; nor suspended, open or to come."""
    email = "lea@exemple.fr"
    begins = clock.today() + 9 * A_DAY if status == "A_VENIR" else clock.today()
    create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Petit", "Léa", email, email),
        valid_from=begins,
    )
    user = User.objects.get(email=email)
    sent = clock.now() - timedelta(hours=25 if status == "EXPIREE" else 1)
    Invitation.objects.filter(user=user).update(sent_at=sent, created_at=sent)
    if status == "SUSPENDU":
        Grant.objects.filter(user=user).update(suspended_at=clock.now())

    def listed(asked: str) -> bool:
        rows = list_users(actor(here.admin), here.agreement, UserSearch(status=asked, last_name="Petit"))
        return bool(list(rows))

    assert listed(status)
    close(here.admin, access(user))
    assert not listed(status)
    assert listed("CLOTURE")
