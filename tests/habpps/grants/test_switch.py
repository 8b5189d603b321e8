"""Several organisations for one person: what is chosen narrows the lists, never what may be done."""

import pytest
from django.urls import reverse

from portal.accounts.models import Session
from portal.base.errors import ActionError
from portal.habpps.agreements.actions.partner_ends import close_partner
from portal.habpps.agreements.actions.record import Terms, record_agreement
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant
from portal.habpps.permissions import MANAGE_USERS, VIEW_AGREEMENTS
from portal.habpps.rights.actor import ORGANISATION, Actor
from portal.habpps.rights.decisions import can, reachable, visible
from portal.habpps.rights.roles import Role
from tests.factories.habpps import PartnerFactory, actor, caf_admin, grant, partner_admin, siret
from tests.net.reading import read, source


@pytest.fixture
def both(here, elsewhere):
    """Somebody who administers two organisations."""
    user = partner_admin(here.agreement)
    grant(user, Role.PARTNER_ADMIN, elsewhere.agreement)
    return user


def focused(user, place) -> Actor:
    there = actor(user)
    return Actor(user, there.today, place.public_id)


def choose(client, place, **more):
    key = place.public_id if place else ""
    return client.post(reverse("habpps:organisation"), {"organisme": key, **more})


def header(client, address) -> str:
    page = source(client.get(address))
    return page.partition('class="switcher__name">')[2].partition("<")[0]


def test_lists_are_those_of_the_chosen_organisation(both, here, elsewhere):
    assert set(visible(actor(both), VIEW_AGREEMENTS, Agreement)) == {here.agreement, elsewhere.agreement}
    assert list(visible(focused(both, here.agreement), VIEW_AGREEMENTS, Agreement)) == [here.agreement]
    assert list(visible(focused(both, elsewhere.agreement), VIEW_AGREEMENTS, Agreement)) == [elsewhere.agreement]


def test_what_may_be_done_does_not_depend_on_it(both, here, elsewhere):
    there = focused(both, here.agreement)
    assert can(there, MANAGE_USERS, elsewhere.agreement)
    assert elsewhere.agreement in reachable(there, VIEW_AGREEMENTS, Agreement)


def test_a_choice_that_is_not_one_s_own_counts_for_nothing(both, here, elsewhere, caf):
    assert focused(both, caf).focus == ""
    assert focused(here.admin, elsewhere.agreement).focus == ""
    assert focused(here.admin, here.agreement).focus == ""  # nothing to choose from


def test_rights_over_the_nation_lie_everywhere(national, here, elsewhere):
    grant(national, Role.PARTNER_ADMIN, here.agreement)
    assert set(visible(focused(national, here.agreement), VIEW_AGREEMENTS, Agreement)) == {
        here.agreement,
        elsewhere.agreement,
    }


def test_the_choice_stays_in_the_session_and_the_lists_follow(client, both, here, elsewhere):
    client.force_login(both)
    assert header(client, reverse("habpps:agreements")) == "Toutes mes organisations"
    answer = choose(client, here.agreement, next=reverse("habpps:agreements"))
    assert answer.url == reverse("habpps:agreements")
    page = source(client.get(answer.url))
    assert here.agreement.label in page
    assert elsewhere.agreement.label not in page
    assert header(client, reverse("home")) == here.partner.name
    choose(client, None)
    assert elsewhere.agreement.label in source(client.get(reverse("habpps:agreements")))


def test_a_link_from_a_mail_still_opens_and_the_header_follows(client, both, here, elsewhere):
    """An object of the other organisation: the page, its name above it, and the lists after it."""
    client.force_login(both)
    choose(client, here.agreement)
    address = reverse("habpps:agreement", args=[elsewhere.agreement.public_id])
    assert client.get(address).status_code == 200
    assert header(client, address) == elsewhere.partner.name
    assert header(client, reverse("habpps:agreements")) == elsewhere.partner.name
    assert here.agreement.label not in source(client.get(reverse("habpps:agreements")))


def test_the_page_of_a_user_elsewhere_is_whole(client, both, here, elsewhere):
    client.force_login(both)
    choose(client, here.agreement)
    page = source(client.get(reverse("habpps:users", args=[elsewhere.agreement.public_id])))
    assert elsewhere.member.last_name in page


def test_with_all_organisations_nothing_follows(client, both, here):
    client.force_login(both)
    client.get(reverse("habpps:agreement", args=[here.agreement.public_id]))
    assert ORGANISATION not in client.session
    assert header(client, reverse("home")) == "Toutes mes organisations"


def test_from_the_page_of_an_object_one_goes_home(client, both, here, elsewhere):
    client.force_login(both)
    address = reverse("habpps:agreement", args=[here.agreement.public_id])
    assert choose(client, elsewhere.agreement, next=address).url == reverse("home")


@pytest.mark.parametrize(
    "asked", ["https://ailleurs.example/", "//ailleurs.example", "/rien/de/tel", "javascript:1", ""]
)
def test_nobody_is_sent_elsewhere(client, both, here, asked):
    client.force_login(both)
    assert choose(client, here.agreement, next=asked).url == reverse("home")


def test_somebody_else_s_organisation_cannot_be_chosen(client, here, elsewhere):
    client.force_login(here.admin)
    choose(client, elsewhere.agreement)
    assert client.session[ORGANISATION] == ""
    assert client.get(reverse("habpps:agreement", args=[elsewhere.agreement.public_id])).status_code == 404


def test_one_organisation_is_named_without_a_choice(client, here):
    client.force_login(here.admin)
    page = source(client.get(reverse("home")))
    assert "switcher--single" in page
    assert "Toutes mes organisations" not in page


def test_a_link_alone_chooses_nothing(client, both, here):
    """GET is refused: the choice is posted."""
    client.force_login(both)
    assert client.get(reverse("habpps:organisation"), {"organisme": here.agreement.public_id}).status_code == 405
    assert Session.objects.exists()
    assert ORGANISATION not in client.session


def test_the_menu_is_that_of_the_organisation(client, here, elsewhere):
    """Administrator here, declarer there: what one cannot do there is not offered there."""
    user = partner_admin(here.agreement)
    grant(user, Role.AFAS_DECLARANT, elsewhere.agreement)
    client.force_login(user)
    choose(client, elsewhere.agreement)
    assert "Consulter les conventions" not in source(client.get(reverse("home")))
    choose(client, here.agreement)
    assert "Consulter les conventions" in read(client.get(reverse("home")))


def test_it_costs_no_query(client, both, here, django_assert_max_num_queries):
    client.force_login(both)
    choose(client, here.agreement)
    client.get(reverse("habpps:agreements"))
    with django_assert_max_num_queries(10):
        client.get(reverse("habpps:agreements"))


def test_a_right_that_ended_leaves_the_choice_without_effect(client, both, here, elsewhere):
    client.force_login(both)
    choose(client, elsewhere.agreement)
    Grant.objects.filter(user=both, agreement=elsewhere.agreement, parent=None).update(
        valid_until="2020-01-01", valid_from="2019-01-01"
    )
    assert header(client, reverse("habpps:agreements")) == here.partner.name


@pytest.fixture
def two_cafs(here, elsewhere):
    user = caf_admin(here.caf)
    grant(user, Role.CAF_ADMIN, elsewhere.caf)
    return user


def record(who, partner) -> Agreement:
    today = who.today
    people = [Identity(f"Roy {email[0]}", "Camille", email, email) for email in ("a@exemple.fr", "b@exemple.fr")]
    terms = Terms(today, None, True, today, None, today)
    return record_agreement(actor=who, partner=partner, label="Neuve", terms=terms, administrators=people)


def test_a_convention_is_recorded_by_the_caf_that_has_registered_the_organisation(two_cafs, elsewhere):
    """Not by the other one, which knows nothing of it."""
    partner = PartnerFactory(cafs=[elsewhere.caf])
    assert record(actor(two_cafs), partner).caf == elsewhere.caf


def test_of_two_that_have_registered_it_the_one_chosen(two_cafs, here, elsewhere):
    partner = PartnerFactory(cafs=[here.caf, elsewhere.caf])
    with pytest.raises(ActionError, match="choisissez sous l'en-tête"):
        record(actor(two_cafs), partner)
    assert record(focused(two_cafs, here.caf), partner).caf == here.caf
    assert record(focused(two_cafs, elsewhere.caf), partner).caf == elsewhere.caf


def test_an_organisation_is_closed_for_the_caf_that_has_a_convention_with_it(two_cafs, elsewhere):
    close_partner(actor=actor(two_cafs), partner=elsewhere.partner, closes_on=actor(two_cafs).today)
    elsewhere.agreement.refresh_from_db()
    assert elsewhere.agreement.state == Agreement.State.CLOSED


def test_an_organisation_is_registered_while_one_works_for_a_partner(client, here, elsewhere):
    """The choice under the header narrows lists: it neither forbids nor breaks anything."""
    grant(here.caf_admin, Role.PARTNER_ADMIN, elsewhere.agreement)
    client.force_login(here.caf_admin)
    choose(client, elsewhere.agreement)
    typed = {"siret": siret(7654321), "name": "Neuve", "partner_type": here.partner.type.public_id}
    assert client.submit(reverse("habpps:partner_register"), typed).status_code == 302
    assert here.caf.partners.filter(name="Neuve").exists()


def test_who_administers_two_cafs_says_for_which_an_organisation_is_registered(client, two_cafs, here, elsewhere):
    client.force_login(two_cafs)
    typed = {"siret": siret(7654321), "name": "Neuve", "partner_type": here.partner.type.public_id}
    refused = client.submit(reverse("habpps:partner_register"), typed)
    assert refused.status_code == 422
    assert "choisissez sous l&#39;en-tête" in read(refused)
    choose(client, elsewhere.caf)
    assert client.submit(reverse("habpps:partner_register"), typed).status_code == 302
    assert list(elsewhere.caf.partners.values_list("name", flat=True).filter(name="Neuve")) == ["Neuve"]
