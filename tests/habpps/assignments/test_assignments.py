"""« Habiliter un utilisateur », and the end of what was given."""

from datetime import timedelta

import pytest

from portal.afas.permissions import APPROVE, ENTER_ACTIVITY_DATA
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.assignments.queries.assignments import Filters, list_assignments
from portal.habpps.assignments.queries.vacancies import read_vacancies, vacancies
from portal.habpps.grants.actions.ending import change_dates, end_grant
from portal.habpps.grants.actions.locking import GrantOutcome
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Activity, Agreement, Grant
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS, NAME_ADMINISTRATORS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ActivityFactory, actor, declarant, fr_da, grant, partner_admin, person

DA, DF, OK = AFAS_ROLES


def assign(user, here, to=None, roles=(DA,), **typed) -> GrantOutcome:
    values = {"valid_from": clock.today(), "activities": [here.activity], **typed}
    return assign_roles(
        actor=actor(user), agreement=here.agreement, user=to or here.declarant, roles=list(roles), **values
    )


def held(user) -> set[tuple[str, int | None, int | None]]:
    rows = Grant.objects.filter(user=user, role__in=AFAS_ROLES, revoked_at=None)
    return set(rows.values_list("role", "activity_id", "site_id"))


@pytest.mark.parametrize("kind", ["admin", "caf_admin"])
def test_several_roles_over_several_activities_at_once(here, kind):
    """One act, effective at once, one mail."""
    other = ActivityFactory(agreement=here.agreement)
    outcome = assign(getattr(here, kind), here, roles=AFAS_ROLES, activities=[here.activity, other])
    assert len(outcome.grants) == 6
    assert can(actor(here.declarant), APPROVE, other)
    assert Letter.objects.filter(recipient_id=here.declarant.pk, kind="habpps/right_given").count() == 1
    assert Entry.objects.filter(kind="habpps.right_given").count() == 6


def test_a_role_over_a_place_reaches_its_activities(here):
    assign(here.admin, here, activities=[], sites=[here.site])
    assert held(here.declarant) == {(DA, None, here.site.pk)}
    assert can(actor(here.declarant), ENTER_ACTIVITY_DATA, here.activity)


def test_a_role_may_begin_later(here):
    tomorrow = clock.today() + timedelta(days=1)
    assign(here.admin, here, valid_from=tomorrow)
    assert not can(actor(here.declarant), ENTER_ACTIVITY_DATA, here.activity)
    assert can(actor(here.declarant, tomorrow), ENTER_ACTIVITY_DATA, here.activity)


def test_what_is_held_already_stays_and_is_said(here):
    assign(here.admin, here)
    outcome = assign(here.admin, here, roles=[DA, DF])
    assert [each.role for each in outcome.grants] == [DF]
    assert "déjà attribué" in outcome.notes[0]
    assert assign(here.admin, here).grants == []
    assert Letter.objects.filter(recipient_id=here.declarant.pk).count() == 2


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider", "member"])
def test_nobody_else_gives_roles(here, kind):
    other = declarant(here.agreement)
    with pytest.raises(Refused):
        assign(getattr(here, kind), here, to=other)
    assert held(other) == set()


def test_nobody_gives_roles_elsewhere_or_to_themselves(here, elsewhere):
    with pytest.raises(Refused):
        assign(elsewhere.admin, here)
    grant(here.admin, Role.AFAS_DECLARANT, here.agreement)
    with pytest.raises(Refused, match="Demandez à l'autre administrateur"):
        assign(here.admin, here, to=here.admin)
    assert held(here.declarant) == held(here.admin) == set()


def wrong(here, field, **typed) -> None:
    before = Grant.objects.count()
    with pytest.raises(ActionError) as error:
        assign(here.admin, here, **typed)
    assert list(error.value.errors) == [field]
    assert Grant.objects.count() == before


def test_choices_that_cannot_be(here, elsewhere):
    """Somebody else's activity, place or person; nothing ticked; dates; an activity that is closed."""
    today = clock.today()
    wrong(here, "activities", activities=[elsewhere.activity])
    wrong(here, "activities", activities=[here.activity, elsewhere.activity])
    wrong(here, "sites", activities=[], sites=[elsewhere.site])
    wrong(here, "activities", activities=[])
    wrong(here, "roles", roles=[])
    wrong(here, "roles", roles=[Role.PARTNER_ADMIN])
    wrong(here, "user", to=elsewhere.declarant)
    wrong(here, "user", to=here.member)
    wrong(here, "valid_until", valid_until=today - timedelta(days=1))
    Activity.objects.filter(pk=here.activity.pk).update(closes_on=today - timedelta(days=1))
    here.activity.refresh_from_db()
    wrong(here, "activities")


def right(here) -> Grant:
    return Grant.objects.get(user=here.provider, role=DA)


@pytest.mark.parametrize("kind", ["admin", "caf_admin"])
def test_ending_a_role_ends_it_at_once(here, kind):
    """Journal and mail; a second time changes nothing."""
    for _ in range(2):
        end_grant(actor=actor(getattr(here, kind)), grant=right(here), reason="Départ")
    assert not can(actor(here.provider), ENTER_ACTIVITY_DATA, here.activity)
    entry = Entry.objects.get(kind="habpps.right_removed")
    assert entry.facts["place"] == f"activity:{here.activity.pk}"
    assert Letter.objects.filter(recipient_id=here.provider.pk, kind="habpps/right_removed").count() == 1


def test_nobody_else_ends_a_role(here, elsewhere):
    for user in (here.caf_agent, here.declarant, here.provider, elsewhere.admin, elsewhere.caf_admin):
        with pytest.raises(Refused):
            end_grant(actor=actor(user), grant=right(here))
    assert right(here).revoked_at is None


@pytest.mark.parametrize(
    ("kind", "role", "asked"),
    [
        ("admin", Role.PARTNER_ADMIN, NAME_ADMINISTRATORS),
        ("admin", Role.AFAS_MANAGER, ASSIGN_ROLES),
        ("admin", Role.PARTNER_USER, MANAGE_USERS),
        ("provider", Role.AFAS_DECLARANT, MANAGE_USERS),
        ("provider", DA, ASSIGN_ROLES),
    ],
)
def test_a_refusal_names_the_permission_that_reaches_this_right(here, kind, role, asked):
    """The page of the refusal says whom to ask."""
    held = Grant.objects.get(user=getattr(here, kind), role=role)
    for act in (
        end_grant,
        lambda **who: change_dates(**who, valid_from=clock.today(), valid_until=None),
    ):
        with pytest.raises(Refused) as refused:
            act(actor=actor(here.declarant), grant=held)
        assert refused.value.decision.permission == asked
    assert not Entry.objects.exists()


def test_an_administrator_s_role_over_an_activity_ends_like_anybody_s(here):
    """The other one ends it; the administration stays."""
    end_grant(actor=actor(here.admin), grant=grant(here.other_admin, OK, here.activity))
    assert not can(actor(here.other_admin), APPROVE, here.activity)
    assert actor(here.other_admin).has_role(Role.PARTNER_ADMIN)


def test_ending_the_access_closes_all_that_hangs_under_it(here):
    access = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    end_grant(actor=actor(here.admin), grant=access)
    assert actor(here.provider).grants == ()


def test_the_last_administrator_stays(here):
    """The first may go, the last may not: neither as administrator nor as user. Of a draft: see the avenants."""
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.DRAFT, validated_at=None)
    caf = actor(here.caf_admin)
    roles = (Role.PARTNER_ADMIN, Role.PARTNER_USER)
    end_grant(actor=caf, grant=Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN))
    for role in roles:
        with pytest.raises(Refused, match="dernier administrateur"):
            end_grant(actor=caf, grant=Grant.objects.get(user=here.admin, role=role))
    assert not Grant.objects.filter(user=here.admin).exclude(revoked_at=None).exists()
    partner_admin(here.agreement)
    end_grant(actor=caf, grant=Grant.objects.get(user=here.admin, role=Role.PARTNER_ADMIN))


def test_an_administrator_does_not_end_administrators(here):
    with pytest.raises(Refused):
        end_grant(actor=actor(here.admin), grant=Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN))
    assert actor(here.other_admin).has_role(Role.PARTNER_ADMIN)


def test_new_dates(here):
    """Kept inside what the right hangs under; the same dates write nothing."""
    grant_ = right(here)
    end = clock.today() + timedelta(days=30)
    for _ in range(2):
        change_dates(actor=actor(here.admin), grant=grant_, valid_from=grant_.valid_from, valid_until=end)
    assert right(here).valid_until == end
    facts = Entry.objects.get(kind="habpps.right_changed").facts
    assert (facts["valid_until"], facts["was_until"]) == (end.isoformat(), "")


def test_a_right_that_lasts_longer_is_told(here):
    """Begun later, without end any more: one event, one mail with the new dates."""
    first, today = right(here), clock.today()
    Grant.objects.filter(pk=first.pk).update(valid_until=today)
    change_dates(actor=actor(here.admin), grant=first, valid_from=today, valid_until=None)
    assert (right(here).valid_from, right(here).valid_until) == (today, None)
    told = Letter.objects.get()
    assert (told.kind, told.recipient_id) == ("habpps/right_given", here.provider.pk)
    assert f"{today:%d/%m/%Y}" in told.email.message
    assert Entry.objects.get().kind == "habpps.right_changed"


def test_dates_outside_the_convention_are_no_dates(here):
    before, opening = right(here), here.agreement.opens_on
    with pytest.raises(ActionError) as refused:
        change_dates(
            actor=actor(here.admin),
            grant=before,
            valid_from=opening - timedelta(days=9),
            valid_until=opening - timedelta(days=1),
        )
    assert "Hors période" in refused.value.errors["valid_from"][0]
    assert (right(here).valid_from, right(here).valid_until) == (before.valid_from, before.valid_until)
    assert not Entry.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", [Role.PARTNER_USER, DA])
def test_rights_of_somebody_suspended_still_change_their_dates(here, role):
    """Shortened while the Caf looks into it: the suspension stays."""
    access = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    suspend_person(actor=actor(here.caf_admin), membership=access, reason="Doute")
    held = Grant.objects.get(user=here.provider, role=role)
    change_dates(
        actor=actor(here.admin), grant=held, valid_from=held.valid_from, valid_until=clock.today() + timedelta(days=9)
    )
    held.refresh_from_db()
    assert held.valid_until == clock.today() + timedelta(days=9)
    assert actor(here.provider).grants == ()


def test_new_dates_that_cannot_be(here):
    """Before the beginning; over another stretch of the same right; on a right that is gone."""
    who, today = actor(here.admin), clock.today()
    first = right(here)
    first.valid_until = today
    first.save()
    grant(here.provider, DA, here.activity, valid_from=today + timedelta(days=10))
    with pytest.raises(ActionError, match="précède"):
        change_dates(actor=who, grant=first, valid_from=today, valid_until=today - timedelta(days=1))
    with pytest.raises(ActionError, match="tient déjà ce rôle"):
        change_dates(actor=who, grant=first, valid_from=first.valid_from, valid_until=None)
    end_grant(actor=who, grant=first)
    with pytest.raises(Refused, match="supprimée"):
        change_dates(actor=who, grant=first, valid_from=first.valid_from, valid_until=today)
    first.refresh_from_db()
    assert first.valid_until == today


def listed(who, **filters) -> list[tuple[str, int]]:
    return [(row["role"], row["user_id"]) for row in list_assignments(actor(who), Filters(**filters))]


def test_the_four_states(here):
    """Held; ended, also from above; not yet begun; given to nobody."""
    tomorrow, yesterday = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)
    later = declarant(here.agreement)
    grant(later, DF, here.activity, valid_from=tomorrow)
    past = declarant(here.agreement)
    grant(past, OK, here.activity, valid_until=yesterday)
    stopped = fr_da(here.activity)
    Grant.objects.filter(user=stopped, role=Role.AFAS_DECLARANT).update(valid_until=yesterday)
    assert listed(here.admin, state="ACTIVE") == [(DA, here.provider.pk)]
    assert sorted(listed(here.admin, state="HISTORY")) == sorted([(OK, past.pk), (DA, stopped.pk)])
    assert listed(here.admin, state="INACTIVE") == [(DF, later.pk)]
    filters = Filters(state="VACANT")
    found = read_vacancies(vacancies(actor(here.admin), filters), filters, actor(here.admin))
    assert [(each.place, each.roles) for each in found] == [(here.activity.name, [OK])]


def test_a_role_over_a_place_fills_its_activities(here):
    """No vacancy where somebody holds the role over the place."""
    for role in AFAS_ROLES:
        grant(person(), role, here.site, agreement=here.agreement)
    assert not vacancies(actor(here.admin), Filters(state="VACANT")).count()
    assert not vacancies(actor(here.admin), Filters(state="VACANT", sites=True)).count()


def test_filters(here, elsewhere):
    assert listed(here.admin, user=here.provider.last_name) == [(DA, here.provider.pk)]
    assert listed(here.admin, user="inconnu") == []
    assert listed(here.admin, role=OK) == []
    assert listed(here.admin, activity=here.activity.name[:8], type_code="PSJEUNE") == [(DA, here.provider.pk)]
    assert listed(here.admin, nature_code="AUTRE") == []
    assert listed(here.admin, agreement=elsewhere.agreement.public_id) == []
    assert listed(here.admin, sites=True) == []


def csv_of(client, user, query: str = "") -> list[str]:
    client.force_login(user)
    answer = client.post(f"/habilitations/{query}", {"format": "csv"})
    assert answer.status_code == 200
    return answer.getvalue().decode("utf-8-sig").splitlines()


def test_the_roles_of_the_list_leave_as_a_file_with_their_place(client, here, elsewhere):
    lines = csv_of(client, here.admin)
    assert lines[0].startswith("Partenaire;Activité ou lieu;Rôle;Utilisateur;Début")
    assert f"{here.partner.name};{here.activity.name};Fournisseur de données d'activité" in lines[1]
    assert here.provider.get_full_name() in lines[1]
    assert elsewhere.partner.name not in "".join(lines)
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 1


def test_those_that_nobody_holds_leave_one_line_for_each_role(client, here):
    lines = csv_of(client, here.admin, "?etat=VACANT")
    assert len(lines) == 3
    assert all("Non attribué" in line for line in lines[1:])
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 2


def test_the_file_is_for_who_reads_the_list(client, here):
    client.force_login(here.provider)
    assert client.post("/habilitations/", {"format": "csv"}).status_code == 403
    assert not Entry.objects.filter(kind="habpps.exported").exists()
