"""Every page: what it costs, what a stranger gets."""

import re

import pytest
from django.urls import reverse

from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    PartnerFactory,
    SiteFactory,
    declarant,
    fr_da,
    group,
)
from tests.factories.papers import DocumentFactory
from tests.net.reading import read, source


def membership(user) -> str:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER).public_id


def addresses(world) -> dict[str, str]:
    """name -> address of every page that shows an object of `world`; who opens it, the matrix asks."""
    agreement, partner = world.agreement.public_id, world.partner.public_id
    user = membership(world.declarant)
    role = Grant.objects.get(user=world.provider, role=Role.ACTIVITY_DATA_PROVIDER).public_id
    document = DocumentFactory(agreement=world.agreement).public_id
    pages = {
        "partner": partner,
        "partner_change": partner,
        "partner_close": partner,
        "site_add": partner,
        "site_change": world.site.public_id,
        "site_close": world.site.public_id,
        "activity_change": world.activity.public_id,
        "activity_close": world.activity.public_id,
        "agreement": agreement,
        "agreement_change": agreement,
        "agreement_close": agreement,
        "agreement_delete": agreement,
        "agreement_history": agreement,
        "enrolment_add": agreement,
        "document_add": agreement,
        "document": document,
        "document_withdraw": document,
        "administrator_name": agreement,
        "activity_add": agreement,
        "groups": agreement,
        "users": agreement,
        "user_create": agreement,
        "user": user,
        "user_contact": user,
        "group_add": user,
        "password_reset": user,
        "sessions_end": user,
        "grant_change": role,
        "grant_end": role,
    }
    return {name: reverse(f"habpps:{name}", args=[key]) for name, key in pages.items()}


NOBODY = "222222222222"  # no object has this public id
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def body(answer) -> str:
    """A page without its CSRF token, which differs each time."""
    return TOKEN.sub("", source(answer))


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin", "provider"])
def test_pages_of_somebody_else_do_not_exist(client, here, elsewhere, kind):
    """Outside the scope: 404 with the same body as an object that does not exist."""
    client.force_login(getattr(here, kind))
    for name, address in addresses(elsewhere).items():
        answer = client.get(address)
        nothing = client.get(reverse(f"habpps:{name}", args=[NOBODY]))
        assert nothing.status_code == 404, name
        assert answer.status_code == 404, name
        assert body(answer) == body(nothing), name


def test_lists_show_only_ones_own(client, here, elsewhere):
    client.force_login(here.caf_admin)
    for name in ("partners", "agreements"):
        page = source(client.get(reverse(f"habpps:{name}")))
        shown = here.partner.name in page
        assert shown, name
        assert elsewhere.partner.name not in page, name


def test_a_refusal_says_why_and_who_can_help(client, here):
    client.force_login(here.provider)
    page = client.get(reverse("habpps:assign"))
    assert page.status_code == 403
    assert "donner ou retirer un rôle" in read(page)
    assert here.admin.get_full_name() in source(page)


def more(here) -> None:
    """Twenty of everything."""
    for number in range(20):
        activity = ActivityFactory(agreement=here.agreement, name=f"Activité {number}", sites=[here.site])
        fr_da(activity)
        declarant(here.agreement)
        SiteFactory(partner=here.partner)
        DocumentFactory(agreement=here.agreement)
        AgreementFactory(caf=here.caf, partner=PartnerFactory(cafs=[here.caf]))


@pytest.mark.parametrize("kind", ["caf_admin", "admin"])
def test_lists_cost_the_same_with_many_rows(client, here, same_queries, kind):
    names = ["partners", "partner_types", "agreements", "assignments", "my_rights", "journal"]
    client.force_login(getattr(here, kind))
    same_queries([reverse(f"habpps:{name}") for name in names], lambda: None, lambda: more(here))


def test_each_state_of_the_rights_costs_the_same(client, here, same_queries):
    states, sites = ["ACTIVE", "HISTORY", "INACTIVE", "VACANT"], ["non", "oui"]
    asked = [f"{reverse('habpps:assignments')}?etat={state}&lieux={each}" for state in states for each in sites]
    client.force_login(here.admin)
    same_queries(asked, lambda: None, lambda: more(here))


PAGES = [
    "partner",
    "partner_close",
    "site_close",
    "activity_change",
    "agreement",
    "agreement_change",
    "agreement_close",
    "agreement_history",
    "agreement_delete",
    "groups",
    "users",
    "user",
    "activity_add",
    "user_create",
]


def test_pages_cost_the_same_with_many_rows(client, here, same_queries):
    client.force_login(here.caf_admin)
    pages = addresses(here)
    same_queries([pages[name] for name in PAGES], lambda: None, lambda: more(here))


def test_the_assignment_page_costs_the_same_with_many_rows(client, here, same_queries):
    client.force_login(here.admin)
    same_queries(reverse("habpps:assign"), lambda: None, lambda: more(here))


def test_a_group_is_offered_only_in_its_own_convention(client, here, elsewhere):
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:user_create", args=[here.agreement.public_id])))
    assert group(here.agreement).public_id in page
    assert group(elsewhere.agreement).public_id not in page
