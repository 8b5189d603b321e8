"""Every page: who opens it, what it costs, what a stranger gets."""

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

ALL_CAF = {"caf_admin", "caf_agent"}
PARTNER = {"admin"}


def membership(user) -> str:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER).public_id


def addresses(world) -> dict[str, tuple[str, set[str]]]:
    """name -> (address, who opens it) for every page that shows an object of `world`."""
    agreement, partner = world.agreement.public_id, world.partner.public_id
    user = membership(world.declarant)
    role = Grant.objects.get(user=world.provider, role=Role.ACTIVITY_DATA_PROVIDER).public_id
    document = DocumentFactory(agreement=world.agreement).public_id
    pages = {
        "partner": (partner, ALL_CAF | PARTNER),
        "partner_change": (partner, {"caf_admin"}),
        "partner_close": (partner, {"caf_admin"}),
        "site_add": (partner, {"caf_admin"}),
        "site_change": (world.site.public_id, {"caf_admin"}),
        "site_close": (world.site.public_id, {"caf_admin"}),
        "activity_change": (world.activity.public_id, {"caf_admin"}),
        "activity_close": (world.activity.public_id, {"caf_admin"}),
        "agreement": (agreement, ALL_CAF | PARTNER),
        "agreement_change": (agreement, {"caf_admin"}),
        "agreement_close": (agreement, {"caf_admin"}),
        "agreement_delete": (agreement, {"caf_admin"}),
        "agreement_history": (agreement, ALL_CAF | PARTNER),
        "enrolment_add": (agreement, {"caf_admin"}),
        "document_add": (agreement, {"caf_admin"}),
        "document": (document, ALL_CAF | PARTNER),
        "document_withdraw": (document, {"caf_admin"}),
        "administrator_name": (agreement, {"caf_admin"}),
        "activity_add": (agreement, {"caf_admin"}),
        "groups": (agreement, ALL_CAF | PARTNER),
        "users": (agreement, ALL_CAF | PARTNER),
        "user_create": (agreement, {"caf_admin"} | PARTNER),
        "user": (user, ALL_CAF | PARTNER),
        "user_contact": (user, {"caf_admin"} | PARTNER),
        "group_add": (user, {"caf_admin"} | PARTNER),
        "password_reset": (user, {"caf_admin"} | PARTNER),
        "sessions_end": (user, {"caf_admin"} | PARTNER),
        "grant_change": (role, {"caf_admin"} | PARTNER),
        "grant_end": (role, {"caf_admin"} | PARTNER),
    }
    return {name: (reverse(f"habpps:{name}", args=[key]), who) for name, (key, who) in pages.items()}


NOBODY = "222222222222"  # no object has this public id
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def body(answer) -> str:
    """A page without its CSRF token, which differs each time."""
    return TOKEN.sub("", source(answer))


LISTS = {
    "partners": ALL_CAF | PARTNER,
    "partner_types": ALL_CAF | PARTNER,
    "partner_register": {"caf_admin"},
    "agreements": ALL_CAF | PARTNER,
    "agreement_record": {"caf_admin"},
    "assignments": ALL_CAF | PARTNER,
    "assign": {"caf_admin"} | PARTNER,
    "my_rights": ALL_CAF | PARTNER | {"provider"},
    "journal": ALL_CAF | PARTNER,
}


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_pages_of_an_object_open_to_whom_they_should(client, here, kind):
    """Inside the scope: the page, or 403."""
    client.force_login(getattr(here, kind))
    for name, (address, who) in addresses(here).items():
        expected = 200 if kind in who else 403
        assert client.get(address).status_code == expected, name


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin", "provider"])
def test_pages_of_somebody_else_do_not_exist(client, here, elsewhere, kind):
    """Outside the scope: 404 with the same body as an object that does not exist."""
    client.force_login(getattr(here, kind))
    for name, (address, _) in addresses(elsewhere).items():
        answer = client.get(address)
        nothing = client.get(reverse(f"habpps:{name}", args=[NOBODY]))
        assert nothing.status_code == 404, name
        assert answer.status_code == 404, name
        assert body(answer) == body(nothing), name


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin", "provider"])
def test_lists_open_to_whom_they_should(client, here, kind):
    client.force_login(getattr(here, kind))
    for name, who in LISTS.items():
        expected = 200 if kind in who else 403
        assert client.get(reverse(f"habpps:{name}")).status_code == expected, name


def test_signed_out_people_are_sent_to_sign_in(client, here):
    for address in [reverse(f"habpps:{name}") for name in LISTS] + [a for a, _ in addresses(here).values()]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


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
@pytest.mark.parametrize("name", ["partners", "partner_types", "agreements", "assignments", "my_rights", "journal"])
def test_lists_cost_the_same_with_many_rows(client, here, same_queries, name, kind):
    client.force_login(getattr(here, kind))
    same_queries(reverse(f"habpps:{name}"), lambda: None, lambda: more(here))


@pytest.mark.parametrize("state", ["ACTIVE", "HISTORY", "INACTIVE", "VACANT"])
@pytest.mark.parametrize("sites", ["non", "oui"])
def test_each_state_of_the_rights_costs_the_same(client, here, same_queries, state, sites):
    client.force_login(here.admin)
    same_queries(f"{reverse('habpps:assignments')}?etat={state}&lieux={sites}", lambda: None, lambda: more(here))


PAGES = [
    "partner",
    "partner_close",
    "site_close",
    "activity_change",
    "agreement",
    "agreement_change",
    "agreement_close",
]


@pytest.mark.parametrize(
    "name",
    [*PAGES, "agreement_history", "agreement_delete", "groups", "users", "user", "activity_add", "user_create"],
)
def test_pages_cost_the_same_with_many_rows(client, here, same_queries, name):
    client.force_login(here.caf_admin)
    same_queries(addresses(here)[name][0], lambda: None, lambda: more(here))


def test_the_assignment_page_costs_the_same_with_many_rows(client, here, same_queries):
    client.force_login(here.admin)
    same_queries(reverse("habpps:assign"), lambda: None, lambda: more(here))


def test_a_group_is_offered_only_in_its_own_convention(client, here, elsewhere):
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:user_create", args=[here.agreement.public_id])))
    assert group(here.agreement).public_id in page
    assert group(elsewhere.agreement).public_id not in page
