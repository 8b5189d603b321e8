"""A first day that has passed is never moved silently: refused, or accepted with a reason and marked. One rule for every
way in which a right, or an enrolment, is written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.agreements.actions.enrolments import add_enrolment
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.queries import plan
from portal.habpps.imports.spreadsheets import read_lines
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Enrolment, Grant
from portal.habpps.officials.actions.naming import name_agent, reopen_official
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.selection import add_selection_to_group
from portal.habpps.people.actions.users import add_to_group, create_user
from portal.habpps.personal import rights as chapter
from portal.habpps.rights.lives import describe_late_start
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ServiceFactory, actor, group
from tests.habpps.imports.sheets import csv, row
from tests.net.reading import read, source

A_DAY = timedelta(days=1)
WHY = "contrat signé en septembre"
LEA = Identity("Petit", "Léa", "lea.petit@exemple.fr", "lea.petit@exemple.fr")


def access(user) -> Grant:
    return Grant.objects.filter(user=user, role=Role.PARTNER_USER).latest("pk")


def right(here) -> Grant:
    return Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)


def reopened(here, **dates):
    if not access(here.member).revoked_at:
        close_user(actor=actor(here.admin), membership=access(here.member))
    return reopen_user(actor=actor(here.admin), membership=access(here.member), **dates)


def imported(here, valid_from, late_reason=""):
    line = row(group="AFAS Déclarer", opens=f"{valid_from:%d/%m/%Y}", why_late=late_reason)
    lines = read_lines("f.csv", csv(line))
    kept = keep_import(actor=actor(here.admin), agreement=here.agreement, file_name="f.csv", lines=lines)
    return confirm_import(actor=actor(here.admin), kept=kept)


def official(here, **dates):
    return name_agent(actor=actor(here.caf_admin), caf=here.caf, role=Role.CAF_AGENT, identity=LEA, **dates)


def official_again(here, **dates):
    old = Grant.objects.get(user=here.caf_agent)
    Grant.objects.filter(pk=old.pk).update(revoked_at=clock.now())
    old.refresh_from_db()
    return reopen_official(actor=actor(here.caf_admin), grant=old, **dates)


WAYS = {
    "create_user": lambda here, **dates: create_user(
        actor=actor(here.admin), agreement=here.agreement, identity=LEA, groups=[group(here.agreement)], **dates
    ),
    "create_user with roles": lambda here, **dates: create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=LEA,
        roles=[Role.APPROVER],
        activities=[here.activity],
        **dates,
    ),
    "add_to_group": lambda here, **dates: add_to_group(
        actor=actor(here.admin), membership=access(here.member), group=group(here.agreement), **dates
    ),
    "several people at once": lambda here, **dates: add_selection_to_group(
        actor=actor(here.admin),
        agreement=here.agreement,
        memberships=[access(here.member)],
        group=group(here.agreement),
        **dates,
    ),
    "assign_roles": lambda here, **dates: assign_roles(
        actor=actor(here.admin),
        agreement=here.agreement,
        user=here.declarant,
        roles=[Role.APPROVER],
        activities=[here.activity],
        **dates,
    ),
    "reopen_user": reopened,
    "import": imported,
    "name_administrator": lambda here, **dates: name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=LEA, **dates
    ),
    "name_agent": official,
    "reopen_official": official_again,
    "change_dates": lambda here, valid_from, late_reason="": change_dates(
        actor=actor(here.admin), grant=_young(here), valid_from=valid_from, valid_until=None, late_reason=late_reason
    ),
}


def _young(here) -> Grant:
    """A right that began today."""
    Grant.objects.filter(pk=right(here).pk).update(valid_from=clock.today())
    return right(here)


def rights() -> list[tuple]:
    return list(Grant.objects.order_by("pk").values_list("pk", "valid_from", "late_reason"))


@pytest.mark.parametrize("way", WAYS)
def test_without_a_reason_nothing_is_written(here, way):
    if way.startswith("reopen"):
        with pytest.raises(ActionError):
            WAYS[way](here, valid_from=clock.today() - A_DAY)
        assert not Grant.objects.filter(valid_from=clock.today() - A_DAY).exists()
        return
    _young(here)
    before = rights(), Entry.objects.count(), Letter.objects.count()
    with pytest.raises(ActionError) as refused:
        WAYS[way](here, valid_from=clock.today() - A_DAY)
    assert way == "import" or list(refused.value.errors) == ["late_reason"]
    if way == "import":
        return
    assert (rights(), Entry.objects.count(), Letter.objects.count()) == before


@pytest.mark.parametrize("way", WAYS)
def test_with_a_reason_the_right_begins_then_and_stays_marked(here, way):
    """Each right that begins on that day says who wrote it, when and why: the row, the journal, and the person's mail."""
    day = clock.today() - A_DAY
    known = set(Grant.objects.values_list("pk", flat=True))
    WAYS[way](here, valid_from=day, late_reason=f"  {WHY}\n")
    written = Grant.objects.filter(valid_from=day)
    assert written
    assert way == "change_dates" or not set(written.values_list("pk", flat=True)) & known
    author = here.caf_admin if "official" in way or "agent" in way or "administrator" in way else here.admin
    for each in written:
        assert (each.late_reason, each.late_by, clock.day(each.late_at)) == (WHY, author, clock.today())
        [event] = [
            e for e in Entry.objects.filter(object_id=each.pk, object_type="habpps.grant") if "late_reason" in e.facts
        ]
        assert event.facts["late_reason"] == WHY
    assert not Grant.objects.exclude(valid_from=day).exclude(late_reason="").exists()


@pytest.mark.parametrize("way", WAYS)
def test_today_asks_nothing_and_marks_nothing(here, way):
    WAYS[way](here, valid_from=clock.today())
    assert not Grant.objects.exclude(late_reason="").exists()
    assert Grant.objects.filter(valid_from=clock.today(), late_at=None, late_by=None).exists()


@pytest.mark.parametrize("way", ["add_to_group", "assign_roles", "create_user", "name_administrator", "change_dates"])
def test_before_what_it_hangs_under_no_reason_helps(here, way):
    """« À partir du 01/01/2020 » is not brought to the access's beginning: it would show years that never were."""
    Grant.objects.filter(agreement=here.agreement).update(valid_from=clock.today() - 9 * A_DAY)
    type(here.agreement).objects.filter(pk=here.agreement.pk).update(opens_on=clock.today() - 9 * A_DAY)
    before = rights()
    with pytest.raises(ActionError, match="Début impossible") as refused:
        WAYS[way](here, valid_from=clock.today() - 10 * A_DAY, late_reason=WHY)
    assert list(refused.value.errors) == ["valid_from"]
    assert [each for each in rights() if each[0] != right(here).pk] == [
        each for each in before if each[0] != right(here).pk
    ]


def test_a_first_day_to_come_is_still_brought_inside_and_said(here):
    later = clock.today() + 5 * A_DAY
    Grant.objects.filter(pk=access(here.member).pk).update(valid_from=later)
    outcome = WAYS["add_to_group"](here, valid_from=clock.today())
    assert outcome.grants[0].valid_from == later
    assert outcome.notes[0].startswith(f"Début ramené au {later:%d/%m/%Y}")


def test_a_right_that_would_never_count_is_refused(here):
    with pytest.raises(ActionError, match="ne vaudrait jamais"):
        assign_roles(
            actor=actor(here.admin),
            agreement=here.agreement,
            user=here.declarant,
            roles=[Role.APPROVER],
            activities=[here.activity],
            valid_from=clock.today() - 9 * A_DAY,
            valid_until=clock.today() - A_DAY,
            late_reason=WHY,
        )
    assert not Grant.objects.filter(user=here.declarant, role=Role.APPROVER).exists()


def test_other_dates_leave_a_beginning_that_has_passed_as_it_is(here):
    """A new end asks for no reason; an end before today is « Supprimer »; a beginning to come takes the mark away."""
    change = {"actor": actor(here.admin), "grant": right(here)}
    began = right(here).valid_from
    change_dates(**change, valid_from=began, valid_until=clock.today() + A_DAY)
    with pytest.raises(ActionError, match="Cette date est passée"):
        change_dates(**change, valid_from=began, valid_until=clock.today() - A_DAY)
    assert (right(here).valid_from, right(here).valid_until) == (began, clock.today() + A_DAY)
    assert (right(here).end_set_by, right(here).late_reason) == (here.admin, "")
    change_dates(**change, valid_from=clock.today() - A_DAY, valid_until=None, late_reason=WHY)
    assert right(here).late_reason == WHY
    change_dates(**change, valid_from=clock.today(), valid_until=None)
    assert (right(here).late_reason, right(here).late_by, right(here).late_at) == ("", None, None)


def test_days_that_a_right_has_had_stay_where_the_convention_begins_later_by_now(here):
    type(here.agreement).objects.filter(pk=here.agreement.pk).update(opens_on=clock.today() - 2 * A_DAY)
    held, began = right(here), right(here).valid_from
    change_dates(actor=actor(here.admin), grant=held, valid_from=began, valid_until=clock.today() + A_DAY)
    assert right(here).valid_from == began
    with pytest.raises(ActionError) as refused:
        type(here.agreement).objects.filter(pk=here.agreement.pk).update(opens_on=clock.today() + 9 * A_DAY)
        change_dates(actor=actor(here.caf_admin), grant=held, valid_from=began, valid_until=clock.today() + 2 * A_DAY)
    assert list(refused.value.errors) == ["valid_until"]


def test_an_enrolment_follows_the_same_rule(here):
    """Joined, and joined again: refused without a reason, marked with it, told in the administrators' mail."""
    service, day = ServiceFactory(code="CDAP", label="CDAP"), clock.today() - A_DAY
    asked = {"actor": actor(here.caf_admin), "agreement": here.agreement, "service": service, "opens_on": day}
    with pytest.raises(ActionError) as refused:
        add_enrolment(**asked)
    assert list(refused.value.errors) == ["late_reason"]
    assert not Enrolment.objects.filter(service=service).exists()
    joined = add_enrolment(**asked, late_reason=WHY)
    said = f"Saisi après coup le {clock.today():%d/%m/%Y} par {here.caf_admin.get_full_name()} : {WHY}"
    assert describe_late_start(joined) == said
    assert WHY in Letter.objects.filter(kind="habpps/agreement_changed").first().email.message
    Enrolment.objects.filter(pk=joined.pk).update(closes_on=clock.today() - A_DAY)
    again = add_enrolment(**{**asked, "opens_on": clock.today()})
    assert (again.late_reason, again.late_at, again.late_by) == ("", None, None)


def test_the_convention_s_page_shows_an_enrolment_entered_later(client, here):
    Enrolment.objects.filter(agreement=here.agreement).update(
        late_reason=WHY, late_at=clock.now(), late_by=here.caf_admin
    )
    client.force_login(here.caf_admin)
    assert f"par {here.caf_admin.get_full_name()} : {WHY}" in read(
        client.get(reverse("habpps:agreement", args=[here.agreement.public_id]))
    )


def test_the_dry_run_of_a_spreadsheet_asks_why(here):
    day = f"{clock.today() - A_DAY:%d/%m/%Y}"

    def errors(**cells: str) -> list[str]:
        lines = read_lines("f.csv", csv(row(opens=day, **cells)))
        [line] = plan(
            actor(here.admin),
            keep_import(actor=actor(here.admin), agreement=here.agreement, file_name="f.csv", lines=lines),
        )
        return line.errors

    [asked] = errors()
    assert asked.startswith(f"Motif du début passé : Le {day} est passé")
    assert errors(why_late=WHY) == []
    [late] = errors(why_late=WHY, closes=day)
    assert late == "Date de clôture : cette date est passée."


PAGES = {
    "create": lambda here: (
        reverse("habpps:user_create", args=[here.agreement.public_id]),
        {"last_name": "Petit", "first_name": "Léa", "email": LEA.email, "email_again": LEA.email},
    ),
    "group": lambda here: (
        reverse("habpps:group_add", args=[access(here.member).public_id]),
        {"group": group(here.agreement).public_id},
    ),
    "role": lambda here: (
        f"{reverse('habpps:assign')}?convention={here.agreement.public_id}",
        {
            "user": here.declarant.public_id,
            "roles": ["APPROVER"],
            "activities": [here.activity.public_id],
            "act": "quit",
        },
    ),
    "dates": lambda here: (reverse("habpps:grant_change", args=[_young(here).public_id]), {}),
    "agent": lambda here: (
        reverse("habpps:official_name"),
        {
            "last_name": "Petit",
            "first_name": "Léa",
            "email": LEA.email,
            "email_again": LEA.email,
            "role": "CAF_AGENT",
        },
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_form_asks_why_once_the_day_is_typed_and_keeps_what_was_typed(client, here, name):
    """Nothing to fill in while the day has not passed."""
    address, typed = PAGES[name](here)
    client.force_login(here.caf_admin if name == "agent" else here.admin)
    day = f"{clock.today() - A_DAY:%d/%m/%Y}"
    assert "Motif du début passé" not in source(client.get(address))
    answer = client.submit(address, {**typed, "valid_from": day})
    assert answer.status_code == 422
    page = source(answer)
    assert "Motif du début passé" in page
    assert f'value="{day}"' in page
    assert not Grant.objects.exclude(late_reason="").exists()
    answer = client.submit(address, {**typed, "valid_from": day, "late_reason": WHY})
    assert answer.status_code == 302
    assert Grant.objects.filter(late_reason=WHY).exists()


@pytest.fixture
def marked(here) -> Grant:
    held = right(here)
    Grant.objects.filter(pk__in=[held.pk, held.parent_id, held.parent.parent_id]).update(
        late_reason=WHY, late_at=clock.now(), late_by=here.admin
    )
    return held


@pytest.mark.parametrize(
    "page",
    [
        lambda here: "/habilitations/?etat=ACTIVE",
        lambda here: reverse("habpps:users", args=[here.agreement.public_id]),
        lambda here: reverse("habpps:user", args=[access(here.provider).public_id]),
        lambda here: reverse("habpps:groups", args=[here.agreement.public_id]),
        lambda here: "/mes-droits",
    ],
)
def test_every_list_shows_the_mark(client, here, marked, page):
    client.force_login(here.provider if page(here) == "/mes-droits" else here.admin)
    said = f"Saisi après coup le {clock.today():%d/%m/%Y} par {here.admin.get_full_name()} : {WHY}"
    assert said in read(client.get(page(here)))


def test_the_file_and_the_mail_show_it_too(client, here, marked):
    client.force_login(here.admin)
    text = client.post("/habilitations/", {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert WHY in text
    change_dates(
        actor=actor(here.admin), grant=marked, valid_from=marked.valid_from, valid_until=clock.today() + 9 * A_DAY
    )
    sent = Letter.objects.filter(recipient_id=here.provider.pk).latest("pk").email.message
    assert f"(saisi après coup le {clock.today():%d/%m/%Y} par {here.admin.get_full_name()} : {WHY})" in " ".join(
        sent.split()
    )


def test_the_copy_of_one_s_data_names_the_day_and_nobody(client, here, marked):
    held = [each for each in chapter(here.provider) if each["activité ou lieu"] == here.activity.name]
    assert clock.day(held[0]["début saisi après coup le"]) == clock.today()
    assert WHY not in str(held)


def test_half_a_mark_cannot_be_written(here):
    for values in ({"late_reason": WHY}, {"late_at": clock.now()}, {"late_by": here.admin}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=right(here).pk).update(**values)
