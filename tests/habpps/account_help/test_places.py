"""The same help, whether somebody belongs to a Caf or to a convention; each place says where it lies and in whose name."""

import pytest
from django.urls import reverse
from post_office.models import Email

from portal.habpps.account_help.actions import reset_password, reset_second_factor
from portal.habpps.models import Grant
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.factors import application_of
from tests.factories.habpps import actor
from tests.net.reading import read, source


@pytest.fixture(params=["Caf", "convention"])
def helped(here, request):
    """(place, who helps, the grant of who is helped, the organisation of who helps, its (Caf, convention))."""
    if request.param == "Caf":
        held = Grant.objects.get(user=here.caf_agent, role=Role.CAF_AGENT)
        return CAFS, here.caf_admin, held, here.caf.name, (here.caf.pk, None)
    held = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    return AGREEMENTS, here.admin, held, here.partner.name, (here.caf.pk, here.agreement.pk)


def test_a_link_leaves_in_the_name_of_the_helper_s_organisation(helped):
    place, helper, held, organisation, scope = helped
    reset_password(place=place, actor=actor(helper), grant=held)
    letter = Letter.objects.get(recipient_id=held.user_id)
    assert (letter.kind, letter.caf_id, letter.agreement_id) == ("accounts/reset", *scope)
    assert f"{helper.get_full_name()} ({organisation})" in Email.objects.latest("id").message


def test_the_journal_of_a_second_factor_removed_lies_where_it_was(helped):
    place, helper, held, organisation, scope = helped
    application_of(held.user)
    reset_second_factor(place=place, actor=actor(helper), grant=held)
    entry = Entry.objects.get(kind="accounts.factors_reset")
    assert (entry.actor_id, entry.caf_id, entry.agreement_id) == (helper.pk, *scope)
    assert f"{helper.get_full_name()} ({organisation})" in Email.objects.latest("id").message


PAGES = {
    CAFS: ("official", ["official_password", "official_sessions", "official_unlock", "official_factor"]),
    AGREEMENTS: ("user", ["password_reset", "sessions_end", "sign_in_unlock", "factor_reset"]),
}


def test_each_page_of_help_is_offered_by_the_person_s_page_and_leads_back_to_it(client, helped):
    place, helper, held, *_ = helped
    person_page, names = PAGES[place]
    here = reverse(f"habpps:{person_page}", args=[held.public_id])
    client.force_login(helper)
    page = source(client.get(here))
    application_of(held.user)
    for name in names:
        address = reverse(f"habpps:{name}", args=[held.public_id])
        assert f'href="{address}"' in page
        assert held.user.get_full_name() in read(client.get(address))
        assert client.post(address, {"confirmed": "oui"}).url == here
