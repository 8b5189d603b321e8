"""An access to a convention: closed, reopened, looked after; many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.actions import note_sign_in
from portal.accounts.models import SignInFailures, User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps import actions
from portal.habpps.models import Grant, Invitation, Measure
from portal.habpps.queries.users import Search, past_rights, users
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    actor,
    caf_agent,
    declarant,
    grant,
    group,
    member,
    partner_admin,
    person,
)

A_DAY = timedelta(days=1)


def access(user, agreement=None) -> Grant:
    found = Grant.objects.filter(user=user, role=Role.PARTNER_USER).order_by("-id")
    return (found.filter(agreement=agreement) if agreement else found)[0]


def close(user, membership, **options):
    return actions.close_user(actor=actor(user), membership=membership, **options)


def reopen(user, membership, **options):
    return actions.reopen_user(actor=actor(user), membership=membership, **{"valid_from": clock.today(), **options})


def rights(user) -> list[tuple]:
    found = Grant.objects.filter(user=user).order_by("id")
    return list(found.values_list("role", "valid_from", "valid_until", "revoked_at"))


# Closing --------------------------------------------------------------------------------------


def test_at_once_everything_under_the_access_stops(here):
    """The rights, the sessions of an account that has nothing else; one mail, one event for each right."""
    close(here.admin, access(here.provider), reason="Fin de mission")
    here.provider.refresh_from_db()
    assert not actor(here.provider).grants
    assert not Grant.objects.filter(user=here.provider, revoked_at=None).exists()
    assert here.provider.session_epoch == 1
    assert Letter.objects.get(recipient_id=here.provider.pk).kind == "habpps/access_closed"
    removed = Entry.objects.filter(kind="habpps.right_removed")
    assert {entry.facts["reason"] for entry in removed} == {"Fin de mission"}
    assert removed.count() == 3


def test_at_a_day_everything_ends_that_evening(here):
    last = clock.today() + 10 * A_DAY
    close(here.admin, access(here.provider), last_day=last)
    here.provider.refresh_from_db()
    assert {grant.valid_until for grant in Grant.objects.filter(user=here.provider)} == {last}
    assert actor(here.provider, last).grants
    assert not actor(here.provider, last + A_DAY).grants
    assert here.provider.session_epoch == 0


def test_a_right_that_was_to_begin_later_never_begins(here):
    later = clock.today() + 20 * A_DAY
    coming = grant(here.provider, Role.APPROVER, here.activity, valid_from=later)
    close(here.admin, access(here.provider), last_day=clock.today())
    coming.refresh_from_db()
    assert coming.revoked_at is not None


def test_sessions_go_on_for_somebody_who_works_elsewhere(here, elsewhere):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    close(here.admin, access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 0


def test_a_closed_access_is_closed_once(here):
    close(here.admin, access(here.member))
    before = (rights(here.member), Entry.objects.count(), Letter.objects.count())
    assert close(here.admin, access(here.member)).grants == []
    assert (rights(here.member), Entry.objects.count(), Letter.objects.count()) == before


def test_a_closing_never_makes_an_access_longer(here):
    membership = access(here.member)
    end = clock.today() + A_DAY
    Grant.objects.filter(pk=membership.pk).update(valid_until=end)
    close(here.admin, membership, last_day=end + 30 * A_DAY)
    membership.refresh_from_db()
    assert membership.valid_until == end


def test_a_day_that_is_past(here):
    with pytest.raises(ActionError, match="aujourd'hui, ou un jour à venir"):
        close(here.admin, access(here.member), last_day=clock.today() - A_DAY)
    assert actor(here.member).grants


def test_nobody_closes_themselves(here):
    with pytest.raises(Refused, match="vos propres droits"):
        close(here.admin, access(here.admin))
    assert can(actor(here.admin), "habpps.manage_users", here.agreement)


@pytest.mark.parametrize("days", [None, 0, 30])
def test_the_last_administrator_stays(here, days):
    """Neither now nor on a later day."""
    close(here.caf_admin, access(here.other_admin))
    last = None if days is None else clock.today() + days * A_DAY
    with pytest.raises(Refused, match="dernier administrateur"):
        close(here.caf_admin, access(here.admin), last_day=last)
    assert can(actor(here.admin), "habpps.manage_users", here.agreement)


def test_the_other_administrator_must_stand_the_day_after(here):
    """Two administrators today, but the other one leaves before."""
    soon = clock.today() + 5 * A_DAY
    close(here.caf_admin, access(here.other_admin), last_day=soon)
    with pytest.raises(Refused, match="dernier administrateur"):
        close(here.caf_admin, access(here.admin), last_day=soon + 5 * A_DAY)
    with pytest.raises(Refused, match="dernier administrateur"):
        actions.change_dates(
            actor=actor(here.caf_admin),
            grant=access(here.admin),
            valid_from=access(here.admin).valid_from,
            valid_until=soon + 5 * A_DAY,
        )
    assert access(here.admin).valid_until is None


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider"])
def test_nobody_else_closes(here, elsewhere, kind):
    before = rights(here.member)
    for user in (getattr(here, kind), elsewhere.admin):
        with pytest.raises(Refused):
            close(user, access(here.member))
    assert rights(here.member) == before


def test_a_shorter_access_shortens_what_hangs_under_it(here):
    """So that the same right can be given again later."""
    end = clock.today() + A_DAY
    membership = access(here.provider)
    actions.change_dates(actor=actor(here.admin), grant=membership, valid_from=membership.valid_from, valid_until=end)
    assert {each.valid_until for each in Grant.objects.filter(user=here.provider)} == {end}


# Reopening ------------------------------------------------------------------------------------


def test_an_access_reopens_without_its_old_roles(here):
    close(here.admin, access(here.provider))
    outcome = reopen(here.admin, access(here.provider))
    assert [each.role for each in outcome.grants] == [Role.PARTNER_USER]
    assert {held.role for held in actor(here.provider).grants} == {Role.PARTNER_USER}


def test_they_are_proposed_and_given_again_when_chosen(here):
    closed = access(here.provider)
    close(here.admin, closed)
    past = past_rights(closed, clock.today())
    assert [each.role for each in past] == [Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER]
    reopen(here.admin, closed, again=past)
    assert {held.role for held in actor(here.provider).grants} == {
        Role.PARTNER_USER,
        Role.AFAS_DECLARANT,
        Role.ACTIVITY_DATA_PROVIDER,
    }


def test_a_role_alone_brings_its_group(here):
    closed = access(here.provider)
    close(here.admin, closed)
    role = [each for each in past_rights(closed, clock.today()) if each.role in AFAS_ROLES]
    reopen(here.admin, closed, again=role)
    assert Role.AFAS_DECLARANT in {held.role for held in actor(here.provider).grants}


def test_administration_is_never_proposed(here):
    closed = access(here.other_admin)
    close(here.caf_admin, closed)
    assert Role.PARTNER_ADMIN not in {each.role for each in past_rights(closed, clock.today())}
    seat = Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN)
    with pytest.raises(ActionError, match="ne se redonne pas"):
        reopen(here.caf_admin, closed, again=[seat])
    assert not actor(here.other_admin).grants


def test_somebody_else_s_rights_are_not_given(here, elsewhere):
    closed = access(here.member)
    close(here.admin, closed)
    for owner in (here.provider, elsewhere.provider):
        stolen = Grant.objects.get(user=owner, role=Role.ACTIVITY_DATA_PROVIDER)
        with pytest.raises(ActionError, match="Choisissez parmi"):
            reopen(here.admin, closed, again=[stolen])
    assert not actor(here.member).grants


def test_an_administrator_outside_habiliter_gives_no_role_back(here):
    closed = access(here.provider)
    close(here.admin, closed)
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    with pytest.raises(Refused):
        reopen(here.admin, closed, again=past_rights(closed, clock.today()))
    assert not actor(here.provider).grants


def test_who_has_access_needs_no_reopening(here):
    with pytest.raises(ActionError, match="a déjà accès"):
        reopen(here.admin, access(here.member))
    assert Grant.objects.filter(user=here.member).count() == 1


def test_a_precaution_of_the_caf_is_not_got_around(here):
    """Neither by closing and reopening nor by creating the person again."""
    suspended = access(here.member)
    Measure.objects.create(
        kind="SUSPEND_PERSON",
        agreement=here.agreement,
        membership=suspended,
        reason="Doute",
        taken_by=here.caf_admin,
        taken_at=clock.now(),
    )
    Grant.objects.filter(pk=suspended.pk).update(suspended_at=clock.now())
    close(here.admin, suspended)
    with pytest.raises(Refused, match="La Caf a suspendu"):
        reopen(here.admin, suspended)
    email = here.member.email
    with pytest.raises(Refused, match="La Caf a suspendu"):
        actions.create_user(
            actor=actor(here.admin),
            agreement=here.agreement,
            identity=actions.Identity("Roy", "Camille", email, email),
            valid_from=clock.today(),
        )
    assert not actor(here.member).grants


# The account ----------------------------------------------------------------------------------

TOUCHING = [actions.end_sessions, actions.unlock, actions.reset_second_factor]


@pytest.mark.parametrize("act", TOUCHING)
def test_an_account_that_serves_others_is_not_weakened_by_one_partner(here, elsewhere, act):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    SignInFailures.objects.create(subject="x", day=clock.today(), last_at=clock.now())
    before = (here.member.session_epoch, Entry.objects.count())
    with pytest.raises(Refused, match="sert aussi ailleurs"):
        act(actor=actor(here.admin), membership=access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert (here.member.session_epoch, Entry.objects.count()) == before


def test_the_caf_may(here, elsewhere):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    actions.end_sessions(actor=actor(here.caf_admin), membership=access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 1


@pytest.mark.parametrize("act", TOUCHING)
def test_nobody_touches_an_official_s_account_by_giving_it_an_access(here, act):
    official = caf_agent(here.caf)
    grant(official, Role.PARTNER_USER, here.agreement)
    with pytest.raises(Refused, match="droits de la Caf"):
        act(actor=actor(here.caf_admin), membership=access(official))
    official.refresh_from_db()
    assert official.session_epoch == 0


def test_another_access_to_the_same_partner_does_not_matter(here):
    """Two Cafs, one organisation: the account serves it alone."""
    twin = AgreementFactory(partner=here.partner)
    grant(here.member, Role.PARTNER_USER, twin)
    actions.unlock(actor=actor(here.admin), membership=access(here.member, here.agreement))
    assert Entry.objects.filter(kind="accounts.unlocked", actor_id=here.admin.pk).exists()


def test_without_a_second_factor_there_is_nothing_to_reset(here):
    with pytest.raises(ActionError, match="pas de second facteur"):
        actions.reset_second_factor(actor=actor(here.admin), membership=access(here.member))


def test_an_access_that_is_over_gives_nothing_over_the_account(here):
    membership = access(here.member)
    close(here.admin, membership)
    for act in TOUCHING:
        with pytest.raises(Refused, match="a pris fin"):
            act(actor=actor(here.admin), membership=membership)
    for act in (actions.reset_password, actions.resend_invitation):
        with pytest.raises(ActionError):
            act(actor=actor(here.admin), membership=membership)


def test_one_does_not_touch_one_s_own_account_here(here):
    with pytest.raises(Refused, match="vos propres droits"):
        actions.unlock(actor=actor(here.admin), membership=access(here.admin))


# Several at once ------------------------------------------------------------------------------


def test_each_of_a_selection_wholly_or_not_at_all(here):
    """The good ones are done, and each of the others says why not."""
    people = [access(each) for each in (here.member, here.declarant, here.admin)]
    lines = actions.add_selection_to_group(
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


def test_several_are_closed_but_never_the_last_administrator(here):
    people = [access(each) for each in (here.admin, here.other_admin, here.member)]
    lines = actions.close_selection(actor=actor(here.caf_admin), agreement=here.agreement, memberships=people)
    assert [line.done for line in lines] == [True, False, True]
    assert "dernier administrateur" in lines[1].text
    assert actor(here.other_admin).grants


def test_invitations_leave_again_for_those_that_wait(here):
    email = "lea@exemple.fr"
    actions.create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=actions.Identity("Dupont", "Léa", email, email),
        valid_from=clock.today(),
    )
    lea = User.objects.get(email=email)
    lines = actions.resend_invitations(
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
    assert elsewhere.member.last_name not in form.content.decode()
    typed = {"group": group(here.agreement).public_id, "valid_from": "01/01/2020", "valid_until": "31/12/2098"}
    assert bulk(client, "users_group", here.agreement, people, confirmed="oui").status_code == 422
    answer = client.post(
        reverse("habpps:users_group", args=[here.agreement.public_id]),
        {"selection": [each.public_id for each in people], "confirmed": "oui", **typed},
        follow=True,
    )
    page = answer.content.decode()
    assert "1\u00a0personne : dans le groupe." in page
    assert f"{here.declarant.get_full_name()} : " in page
    assert not Grant.objects.filter(user=elsewhere.member, role=Role.AFAS_DECLARANT).exists()


@pytest.mark.parametrize("name", ["users_group", "users_invite", "users_close"])
def test_nothing_ticked(client, here, elsewhere, name):
    client.force_login(here.admin)
    before = Grant.objects.filter(revoked_at=None).count()
    answer = bulk(client, name, here.agreement, [access(elsewhere.member)], confirmed="oui")
    assert answer.status_code == 302
    assert Grant.objects.filter(revoked_at=None).count() == before


# The pages ------------------------------------------------------------------------------------


def test_the_page_of_a_person_offers_what_can_be_done(client, here, elsewhere):
    client.force_login(here.admin)
    page = client.get(reverse("habpps:user", args=[access(here.member).public_id])).content.decode()
    for label in ("Débloquer la connexion", "Réinitialiser le second facteur", "Départ de l&#x27;organisme"):
        assert label in page
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    page = client.get(reverse("habpps:user", args=[access(here.member, here.agreement).public_id])).content.decode()
    assert "Débloquer la connexion" not in page
    assert "sert aussi ailleurs" in page


def test_closing_and_reopening_by_the_screens(client, here):
    client.force_login(here.admin)
    closed = access(here.provider)
    role = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    client.post(reverse("habpps:user_close", args=[closed.public_id]), {"last_day": "", "reason": ""})
    page = client.get(reverse("habpps:user_reopen", args=[closed.public_id])).content.decode()
    assert f"Fournisseur de données d&#x27;activité, {here.activity.name}" in page
    answer = client.post(
        reverse("habpps:user_reopen", args=[closed.public_id]), {"valid_from": "01/01/2020", "again": [role.public_id]}
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
        {"valid_from": "01/01/2020", "again": [stolen.public_id]},
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
        identity = actions.Identity(name, "Léa", email, email)
        actions.create_user(actor=actor(admin), agreement=agreement, identity=identity, valid_from=today)
        sent = clock.now() - timedelta(hours=hours)
        Invitation.objects.filter(last_name=name).update(sent_at=sent, created_at=sent)
    rows = users(actor(admin), agreement, Search(**asked))
    assert {row["shown_last_name"] for row in rows} == found


@pytest.mark.parametrize("query", [{"statut": "autre"}, {"groupe": "222222222222"}, {"tri": "user__password"}])
def test_what_no_list_offers_counts_as_not_asked(client, here, query):
    client.force_login(here.admin)
    page = client.get(reverse("habpps:users", args=[here.agreement.public_id]), query)
    assert page.status_code == 200
    assert here.member.last_name in page.content.decode()


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
    if extension == "csv":
        assert "Identifiant;Nom;Prénom;Adresse mail;Téléphone" in answer.content.decode("utf-8-sig")


def test_answered_once_signed_in(here):
    """Whoever signs in is known by their own name from then on."""
    email = "lea@exemple.fr"
    identity = actions.Identity("Dupond", "Léa", email, email)
    actions.create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    lea = User.objects.get(email=email)
    note_sign_in(user=lea)
    assert not Invitation.objects.filter(Invitation.WAITING).exists()


def test_a_new_place_of_activity_changes_nothing_to_the_past(here):
    """An activity closed since then is not proposed."""
    closed = access(here.provider)
    close(here.admin, closed)
    ActivityFactory(agreement=here.agreement)
    here.activity.closes_on = clock.today() - A_DAY
    here.activity.opens_on = clock.today() - 9 * A_DAY
    here.activity.save()
    assert [each.role for each in past_rights(closed, clock.today())] == [Role.AFAS_DECLARANT]
