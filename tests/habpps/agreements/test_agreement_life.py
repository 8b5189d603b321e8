"""A convention changes, ends today or later, or disappears while it is an unused draft."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.changes import NewTerms, change_agreement
from portal.habpps.agreements.actions.ends import close_agreement, delete_agreement
from portal.habpps.agreements.actions.record import Terms, record_agreement
from portal.habpps.agreements.rules.life import AgreementEnding, may_delete_agreement, read_ending, why_not_dates
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Document, Grant, Measure, Partner
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.afas import declaration_of
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    PartnerFactory,
    actor,
    grant,
    partner_admin,
    person,
)
from tests.factories.papers import DocumentFactory
from tests.net.reading import read, source


def in_days(days: int):
    return clock.today() + timedelta(days=days)


def close(here, days: int, user=None, **more) -> Agreement:
    return close_agreement(
        actor=actor(user or here.caf_admin), agreement=here.agreement, closes_on=in_days(days), **more
    )


def test_a_day_to_come_leaves_the_convention_validated_until_that_evening(here):
    """The dates do the work: the rights count that day, not the next."""
    closed = close(here, 10, reason="Fin du projet")
    assert (closed.state, closed.closes_on) == (Agreement.State.VALIDATED, in_days(10))
    assert actor(here.admin, in_days(10)).grants
    assert actor(here.admin, in_days(11)).grants == ()
    entry = Entry.objects.get(kind="habpps.agreement_ending")
    assert (entry.facts["people"], entry.facts["reason"]) == (5, "Fin du projet")


def test_the_same_day_to_come_again_writes_nothing(here):
    for _ in range(2):
        close(here, 10)
    assert Entry.objects.filter(kind="habpps.agreement_ending").count() == 1


def test_closing_tells_the_administrators(here):
    close(here, 0, reason="Fin du projet")
    told = Letter.objects.filter(kind="habpps/agreement_closed").values_list("recipient_id", flat=True)
    assert set(told) == {here.admin.pk, here.other_admin.pk}


def test_a_convention_that_has_not_opened_is_cancelled(here):
    Agreement.objects.filter(pk=here.agreement.pk).update(opens_on=in_days(20))
    closed = close(here, 0)
    assert (closed.state, closed.closes_on) == (Agreement.State.CLOSED, in_days(20))


def test_closing_never_prolongs(here):
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=in_days(5))
    with pytest.raises(ActionError, match="Modifier"):
        close(here, 6)
    here.agreement.refresh_from_db()
    assert (here.agreement.state, here.agreement.closes_on) == (Agreement.State.VALIDATED, in_days(5))


def test_the_rule_says_what_a_day_means():
    today = clock.today()
    dates = {"opens_on": today - timedelta(days=9), "closes_on": None, "today": today}
    assert read_ending(today, **dates) == AgreementEnding(today, closes_now=True)
    assert read_ending(in_days(1), **dates) == AgreementEnding(in_days(1), closes_now=False)
    assert list(read_ending(in_days(-10), **dates)) == ["closes_on"]


def test_a_convention_that_has_ended_gives_way_to_the_next(here):
    """Nobody has to close in name what its dates have closed."""
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=in_days(-1))
    today = clock.today()
    terms = Terms(today, None, True, today, None, today)
    people = [Identity(name, "B", f"{name}@exemple.fr", f"{name}@exemple.fr") for name in ("un", "deux")]
    record_agreement(
        actor=actor(here.caf_admin), partner=here.partner, label="Suivante", terms=terms, administrators=people
    )
    here.agreement.refresh_from_db()
    assert (here.agreement.state, here.agreement.closes_on) == (Agreement.State.CLOSED, in_days(-1))


def change(here, user=None, **typed) -> Agreement:
    agreement = Agreement.objects.get(pk=here.agreement.pk)
    contract = agreement.contract
    values = {
        "label": agreement.label,
        "opens_on": agreement.opens_on,
        "closes_on": agreement.closes_on,
        "separate_approver": agreement.separate_approver,
        "delegated": contract.delegated,
        "contract_opens_on": contract.opens_on,
        "contract_closes_on": contract.closes_on,
    }
    return change_agreement(
        actor=actor(user or here.caf_admin), agreement=agreement, terms=NewTerms(**{**values, **typed})
    )


def test_a_change_is_told_with_old_and_new_to_the_journal_and_the_administrators(here):
    change(here, label=" Convention  2027 ", separate_approver=True, closes_on=in_days(400))
    here.agreement.refresh_from_db()
    assert (here.agreement.label, here.agreement.separate_approver) == ("Convention 2027", True)
    changes = Entry.objects.get(kind="habpps.agreement_changed").facts["changes"]
    assert changes[1] == f"date de clôture : vide devient {in_days(400):%d/%m/%Y}"
    assert Letter.objects.filter(kind="habpps/agreement_changed").count() == 2


def test_a_change_of_nothing_writes_nothing(here):
    change(here)
    assert not Entry.objects.filter(kind="habpps.agreement_changed").exists()
    assert not Letter.objects.exists()


def test_the_contract_decides_at_the_next_request_who_manages(here):
    assert can(actor(here.admin), MANAGE_USERS, here.agreement)
    change(here, delegated=False)
    assert not can(actor(here.admin), MANAGE_USERS, here.agreement)
    assert can(actor(here.caf_admin), MANAGE_USERS, here.agreement)
    change(here, delegated=True, contract_closes_on=in_days(-1))
    assert actor(here.admin).grants == ()


def test_a_precaution_is_lifted_not_edited_away(here):
    change(here, delegated=False)
    Measure.objects.create(
        kind="WITHDRAW_DELEGATION",
        agreement=here.agreement,
        reason="Doute",
        taken_by=here.caf_admin,
        taken_at=clock.now(),
    )
    with pytest.raises(ActionError, match="levez d'abord la mesure"):
        change(here, delegated=True)
    here.agreement.contract.refresh_from_db()
    assert not here.agreement.contract.delegated
    change(here, label="Autre libellé")


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_changes_ends_or_deletes(here, kind):
    who, before = getattr(here, kind), Agreement.objects.count()
    for work in (
        lambda: change(here, who, label="X"),
        lambda: close(here, 0, who),
        lambda: delete_agreement(actor=actor(who), agreement=here.agreement),
    ):
        with pytest.raises(Refused):
            work()
    fresh = Agreement.objects.get(pk=here.agreement.pk)
    assert (fresh.label, fresh.state) == (here.agreement.label, Agreement.State.VALIDATED)
    assert Agreement.objects.count() == before


def test_a_closed_convention_is_history(here):
    close(here, 0)
    with pytest.raises(Refused, match="clôturée"):
        change(here, label="X")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"closes_on": in_days(-1)}, "closes_on"),
        ({"closes_on": in_days(-5000)}, "closes_on"),
        ({"opens_on": in_days(1)}, "opens_on"),
        ({"contract_closes_on": in_days(-5000)}, "contract_closes_on"),
    ],
)
def test_dates_that_cannot_be(here, typed, field):
    with pytest.raises(ActionError) as error:
        change(here, **typed)
    assert list(error.value.errors) == [field]
    assert Agreement.objects.get(pk=here.agreement.pk).closes_on is None


def test_the_rule_of_dates():
    today = clock.today()
    free = {"state": Agreement.State.DRAFT, "first_activity": None, "today": today}
    assert why_not_dates(in_days(-9), in_days(-1), **free) == {}
    assert list(why_not_dates(in_days(2), in_days(1), **free)) == ["closes_on"]


def test_rights_follow_a_convention_that_is_prolonged_if_asked(here):
    """Those that ended with it; one that ended before, by decision, does not come back."""
    change(here, closes_on=in_days(30))
    Grant.objects.filter(user=here.admin).update(valid_until=in_days(30))
    Grant.objects.filter(user=here.declarant).update(valid_until=in_days(20))
    change(here, closes_on=in_days(400))
    assert Grant.objects.filter(user=here.admin, valid_until=in_days(30)).count() == 3
    change(here, closes_on=in_days(30))
    change(here, closes_on=in_days(400), extend_rights=True)
    assert Grant.objects.filter(user=here.admin, valid_until=in_days(400)).count() == 3
    assert Grant.objects.filter(user=here.declarant, valid_until=in_days(20)).count() == 2
    assert Entry.objects.filter(kind="habpps.agreement_changed").order_by("id").last().facts["followed"] == 3


@pytest.fixture
def draft(here):
    """With an administrator who has not answered, an activity and a paper."""
    agreement = AgreementFactory(caf=here.caf, draft=True, partner=PartnerFactory(cafs=[here.caf]))
    invited = partner_admin(agreement, state=User.State.PENDING)
    grant(invited, Role.APPROVER, ActivityFactory(agreement=agreement))
    DocumentFactory(agreement=agreement)
    return agreement


def delete(here, agreement) -> None:
    delete_agreement(actor=actor(here.caf_admin), agreement=agreement)


def test_an_unused_draft_disappears_and_nothing_else(here, draft):
    people, partners = User.objects.count(), Partner.objects.count()
    delete(here, draft)
    assert not Agreement.objects.filter(pk=draft.pk).exists()
    assert not Grant.objects.filter(agreement=draft.pk).exists()
    assert not Document.objects.exists()
    assert (User.objects.count(), Partner.objects.count()) == (people, partners)
    entry = Entry.objects.get(kind="habpps.agreement_deleted")
    assert entry.facts == {"label": draft.label, "partner": draft.partner_id, "people": 1, "documents": 1}
    assert Grant.objects.filter(agreement=here.agreement).exists()


def test_a_person_known_elsewhere_does_not_hold_a_draft(here, draft):
    known = person()
    grant(known, Role.PARTNER_USER, here.agreement)
    grant(known, Role.PARTNER_ADMIN, draft)
    delete(here, draft)
    assert Grant.objects.filter(user=known).count() == 1


def test_a_draft_whose_administrator_has_activated_the_account_stays(here, draft):
    partner_admin(draft)
    with pytest.raises(Refused, match="déjà activé"):
        delete(here, draft)
    assert Agreement.objects.filter(pk=draft.pk).exists()


def test_a_draft_with_a_declaration_stays(here, draft):
    declaration_of(draft.activities.get())
    with pytest.raises(Refused, match="déclarations existent"):
        delete(here, draft)
    assert draft.activities.exists()


def test_what_was_validated_is_closed_not_deleted(here):
    with pytest.raises(Refused, match="histoire"):
        delete(here, here.agreement)
    assert Agreement.objects.filter(pk=here.agreement.pk).exists()


def test_the_rule_of_deletion():
    assert may_delete_agreement("DRAFT", activated=0, declarations=0)
    for state, activated, declarations in (("VALIDATED", 0, 0), ("CLOSED", 0, 0), ("DRAFT", 1, 0), ("DRAFT", 0, 1)):
        assert not may_delete_agreement(state, activated=activated, declarations=declarations)


def test_a_convention_is_changed_on_screen(client, here):
    client.force_login(here.caf_admin)
    address = f"/conventions/{here.agreement.public_id}/modifier"
    page = source(client.get(address))
    assert here.agreement.label in page
    typed = {
        "label": "Convention modifiée",
        "opens_on": f"{here.agreement.opens_on:%d/%m/%Y}",
        "closes_on": "31/02/2030",
        "delegated": "non",
        "contract_opens_on": f"{here.agreement.opens_on:%d/%m/%Y}",
    }
    refused = client.post(address, typed)
    assert (refused.status_code, 'value="Convention modifiée"' in source(refused)) == (422, True)
    assert client.post(address, {**typed, "closes_on": "31/12/2040"}).status_code == 302
    here.agreement.refresh_from_db()
    assert (here.agreement.label, here.agreement.contract.delegated) == ("Convention modifiée", False)


def test_closing_on_screen_says_what_it_touches_and_demands_a_reason(client, here):
    client.force_login(here.caf_admin)
    address = f"/conventions/{here.agreement.public_id}/cloturer"
    assert "5\u00a0personnes perdent leur accès" in read(client.get(address))
    day = f"{in_days(30):%d/%m/%Y}"
    assert client.post(address, {"closes_on": day}).status_code == 422
    answer = client.post(address, {"closes_on": day, "reason": "Fin du projet"})
    assert "Elle reste validée jusque-là" in read(client.get(answer.url))


def test_a_draft_is_deleted_on_screen(client, here, draft):
    client.force_login(here.caf_admin)
    assert "Supprimer" in read(client.get("/conventions/"))
    address = f"/conventions/{draft.public_id}/supprimer"
    assert "disparaissent" in source(client.get(address))
    answer = client.post(address)
    assert "est supprimé" in read(client.get(answer.url))
    assert client.get(address).status_code == 404


def test_a_used_convention_says_why_it_cannot_be_deleted(client, here):
    client.force_login(here.caf_admin)
    address = f"/conventions/{here.agreement.public_id}/supprimer"
    page = source(client.get(address))
    assert "fait partie de l&#39;histoire" in page
    assert "button--danger" not in page
    assert client.post(address).status_code == 403


def test_the_history_tells_the_convention_and_not_its_people(client, here):
    change(here, label="Nouveau libellé")
    close(here, 30, reason="Fin du projet")
    for kind in ("caf_admin", "caf_agent", "admin"):
        client.force_login(getattr(here, kind))
        page = read(client.get(f"/conventions/{here.agreement.public_id}/historique"))
        assert "devient «\u00a0Nouveau libellé\u00a0»" in page
        assert "motif : Fin du projet" in page


def test_a_suspension_shows_wherever_the_state_does(client, here):
    Agreement.objects.filter(pk=here.agreement.pk).update(suspended_at=clock.now())
    client.force_login(here.caf_admin)
    for address in (
        "conventions/",
        f"conventions/{here.agreement.public_id}/",
        f"organismes/{here.partner.public_id}/",
    ):
        assert "Suspendue" in read(client.get(f"/{address}")), address
    assert "Validée, Suspendue" in client.post("/conventions/", {"format": "csv"}).getvalue().decode()


def test_the_list_has_the_columns_of_the_screens(client, here):
    client.force_login(here.caf_admin)
    page = source(client.get("/conventions/"))
    labels = ("Libellé", "Caf", "Partenaire", "Date d&#39;ouverture", "Date de clôture", "Statut", "État")
    positions = [page.index(label, page.index("<thead")) for label in (*labels, "Modifier/Supprimer", "Autres actions")]
    assert positions == sorted(positions)
    assert "Gérer les utilisateurs" in page
    assert "Gérer les groupes" in page
