"""Two people of a Caf have the same page open, and both save."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.base.errors import Stale
from portal.base.seen import as_texts
from portal.habpps.agreements import facts
from portal.habpps.agreements.actions.activities import change_activity
from portal.habpps.agreements.actions.changes import NewTerms, change_agreement
from portal.habpps.grants import facts as grant_facts
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.models import Activity, Agreement, Grant, Partner, PartnerType, Site
from portal.habpps.partners import facts as partner_facts
from portal.habpps.partners.actions.organisations import change_partner
from portal.habpps.partners.actions.sites import change_site
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.habpps import PartnerFactory, PartnerTypeFactory, SiteFactory, actor
from tests.net.client import the_form
from tests.net.reading import Text, alike, tree


@pytest.fixture
def pages(here):
    """What is edited -> (address, model, field of text)."""
    site = SiteFactory(partner=here.partner, name="Annexe", town="Amiens")
    return {
        "partner": (f"/organismes/{here.partner.public_id}/modifier", here.partner),
        "site": (f"/lieux/{site.public_id}/modifier", site),
        "activity": (f"/activites/{here.activity.public_id}/modifier", here.activity),
        "agreement": (f"/conventions/{here.agreement.public_id}/modifier", here.agreement),
    }


def opened(client, address: str) -> dict[str, object]:
    """The fields of a page as the person has it open."""
    page = client.get(address)
    form = the_form(tree(page), "")
    fields: dict[str, object] = {}
    for name, value in form.form_values():
        fields[name] = [*fields[name], value] if name in fields else [value]
    return fields


def errors_of(answer) -> str:
    return Text(alike(tree(answer).text_content()))


NAMES = {"partner": "name", "site": "name", "activity": "name", "agreement": "label"}


@pytest.mark.parametrize("what", NAMES)
def test_who_saves_second_sees_both_versions_and_loses_nothing(client, here, pages, what):
    address, edited = pages[what]
    name = NAMES[what]
    client.force_login(here.caf_admin)
    page = opened(client, address)
    assert client.submit(address, {name: "Le premier"}).status_code == 302

    events = Entry.objects.count()
    answer = client.post(address, {**page, name: "Le second"})
    assert answer.status_code == 422
    assert "Enregistré entre-temps : « Le premier »" in errors_of(answer)
    assert "Votre saisie est conservée" in errors_of(answer)
    edited.refresh_from_db()
    assert getattr(edited, name) == "Le premier"
    assert Entry.objects.count() == events

    shown = the_form(tree(answer), "")
    assert dict(shown.fields)[name] == "Le second"
    again = {field: [value] for field, value in shown.form_values()}
    assert client.post(address, again).status_code == 302
    edited.refresh_from_db()
    assert getattr(edited, name) == "Le second"


def test_what_only_the_first_one_changed_stays(client, here, pages):
    """The second one corrects the town, and would have put the old name back."""
    address, partner = pages["partner"]
    client.force_login(here.caf_admin)
    page = opened(client, address)
    kind = PartnerTypeFactory(name="Mutuelle")
    client.submit(address, {"name": "Nouveau nom", "partner_type": kind.public_id})
    answer = client.post(address, {**page, "town": "Abbeville"})
    assert "Repris de l'autre enregistrement : Nom, Type de partenaire." in errors_of(answer)
    shown = the_form(tree(answer), "")
    client.post(address, {field: [value] for field, value in shown.form_values()})
    partner.refresh_from_db()
    assert (partner.name, partner.town, partner.type_id) == ("Nouveau nom", "Abbeville", kind.pk)


def test_the_delegation_that_somebody_withdraws_is_not_given_back_by_a_page_left_open(client, here, pages):
    address, agreement = pages["agreement"]
    client.force_login(here.caf_admin)
    page = opened(client, address)
    client.submit(address, {"delegated": "non"})
    answer = client.post(address, {**page, "label": "Un meilleur libellé"})
    assert answer.status_code == 422
    agreement.contract.refresh_from_db()
    assert agreement.contract.delegated is False
    shown = the_form(tree(answer), "")
    assert shown.fields["delegated"] == "non"


def test_two_administrators_change_the_dates_of_one_right(client, here):
    grant = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    address = f"/habilitations/{grant.public_id}/modifier"
    client.force_login(here.caf_admin)
    page = opened(client, address)
    first, second = clock.today() + timedelta(days=40), clock.today() + timedelta(days=50)
    assert client.submit(address, {"valid_until": f"{first:%d/%m/%Y}"}).status_code == 302
    answer = client.post(address, {**page, "valid_until": f"{second:%d/%m/%Y}"})
    assert f"Enregistré entre-temps : {first:%d/%m/%Y}" in errors_of(answer)
    grant.refresh_from_db()
    assert grant.valid_until == first


def test_an_action_compares_under_the_lock(here):
    """Each says what the object is now, and writes nothing."""
    site = SiteFactory(partner=here.partner)
    other = PartnerFactory(type=PartnerType.objects.order_by("pk")[0])
    old = {"nothing": "of the kind"}
    who = actor(here.caf_admin)
    terms = facts.of_agreement(here.agreement)
    grant = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    calls = [
        (
            Partner,
            here.partner,
            partner_facts.of_partner,
            lambda: change_partner(
                actor=who, partner=here.partner, name="X", siret=here.partner.siret, partner_type=other.type, seen=old
            ),
        ),
        (Site, site, partner_facts.of_site, lambda: change_site(actor=who, site=site, name="X", seen=old)),
        (
            Activity,
            here.activity,
            facts.of_activity,
            lambda: change_activity(
                actor=who,
                activity=here.activity,
                name="X",
                type_code=here.activity.type_code,
                nature_code=here.activity.nature_code,
                opens_on=here.activity.opens_on,
                seen=old,
            ),
        ),
        (
            Agreement,
            here.agreement,
            facts.of_agreement,
            lambda: change_agreement(
                actor=who, agreement=here.agreement, terms=NewTerms(**{**terms, "label": "X"}), seen=old
            ),
        ),
        (
            Grant,
            grant,
            grant_facts.of_grant,
            lambda: change_dates(actor=who, grant=grant, valid_from=grant.valid_from, valid_until=who.today, seen=old),
        ),
    ]
    for model, edited, of, call in calls:
        before, events = as_texts(of(model.objects.get(pk=edited.pk))), Entry.objects.count()
        with pytest.raises(Stale) as stale:
            call()
        assert as_texts(stale.value.current) == before
        assert as_texts(of(model.objects.get(pk=edited.pk))) == before
        assert Entry.objects.count() == events
