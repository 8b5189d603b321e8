"""« Bulletins d'adhésion »: a convention joins a service, leaves it, comes back; its groups follow."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.base.formats import long_date
from portal.habpps.agreements.actions.enrolments import add_enrolment, end_enrolment
from portal.habpps.models import AccessGroup, Enrolment, Service
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, ServiceFactory, actor
from tests.net.reading import read, source


def in_days(days: int):
    return clock.today() + timedelta(days=days)


@pytest.fixture
def cdap(db) -> Service:
    return ServiceFactory(code="CDAP", label="Consultation des données allocataires")


def add(here, service, days=0, user=None) -> Enrolment:
    return add_enrolment(
        actor=actor(user or here.caf_admin), agreement=here.agreement, service=service, opens_on=in_days(days)
    )


def end(here, enrolment, days=0, user=None) -> Enrolment:
    return end_enrolment(actor=actor(user or here.caf_admin), enrolment=enrolment, closes_on=in_days(days))


def afas(here) -> Enrolment:
    return here.agreement.enrolments.get(service="AFAS")


def test_a_convention_joins_another_service(here, cdap):
    assert add(here, cdap).closes_on is None
    assert Entry.objects.get(kind="habpps.enrolment_added").facts["service"] == "CDAP"
    assert afas(here).closes_on is None


def test_afas_comes_with_its_two_groups(here):
    bare = AgreementFactory(caf=here.caf, enrolment=False)
    here.agreement = bare
    enrolment = add(here, ServiceFactory())
    assert set(enrolment.groups.values_list("kind", flat=True)) == set(AccessGroup.Kind.values)


def test_leaving_a_service_ends_the_rights_that_it_opens(here):
    """The last day counts; the access to the convention itself stays."""
    end(here, afas(here), days=3)
    roles = {each.role for each in actor(here.provider, in_days(3)).grants}
    assert Role.ACTIVITY_DATA_PROVIDER in roles
    after = {each.role for each in actor(here.provider, in_days(4)).grants}
    assert after == {Role.PARTNER_USER}
    assert set(afas(here).groups.values_list("closes_on", flat=True)) == {in_days(3)}


def test_the_same_end_again_writes_nothing(here):
    for _ in range(2):
        end(here, afas(here), days=3)
    assert Entry.objects.filter(kind="habpps.enrolment_ended").count() == 1


def test_coming_back_reopens_the_groups(here):
    end(here, afas(here), days=-1)
    assert {each.role for each in actor(here.declarant).grants} == {Role.PARTNER_USER}
    add(here, ServiceFactory())
    assert Role.AFAS_DECLARANT in {each.role for each in actor(here.declarant).grants}
    assert here.agreement.enrolments.count() == 1


def test_a_service_is_joined_once_at_a_time(here):
    with pytest.raises(ActionError) as error:
        add(here, ServiceFactory())
    assert list(error.value.errors) == ["service"]
    end(here, afas(here), days=5)
    for days in (5, 6):
        with pytest.raises(ActionError, match="modifiez sa fin"):
            add(here, ServiceFactory(), days=days)
    assert afas(here).closes_on == in_days(5)
    assert Role.AFAS_DECLARANT in {each.role for each in actor(here.declarant).grants}


def test_an_end_to_come_is_taken_back(here):
    """By mistake, or because the service goes on: the groups follow, and nothing was lost meanwhile."""
    end(here, afas(here), days=5)
    for _ in range(2):
        end_enrolment(actor=actor(here.caf_admin), enrolment=afas(here), closes_on=None)
    assert afas(here).closes_on is None
    assert set(afas(here).groups.values_list("closes_on", flat=True)) == {None}
    assert Entry.objects.get(kind="habpps.enrolment_kept").facts["was"] == f"{in_days(5):%Y-%m-%d}"
    assert Role.AFAS_DECLARANT in {each.role for each in actor(here.declarant, in_days(6)).grants}


def test_an_end_that_has_passed_is_not_taken_back(here):
    end(here, afas(here), days=-1)
    with pytest.raises(ActionError, match="ajoutez un nouveau bulletin"):
        end_enrolment(actor=actor(here.caf_admin), enrolment=afas(here), closes_on=None)
    assert afas(here).closes_on == in_days(-1)


def test_the_administrators_are_told(here, cdap):
    add(here, cdap)
    end(here, afas(here), days=3)
    letters = Letter.objects.filter(kind="habpps/agreement_changed", recipient_id=here.admin.pk).order_by("pk")
    said = [letter.email.message for letter in letters]
    assert len(said) == 2
    assert f"{cdap.label}\u00a0»\u00a0: à partir du" in said[0]
    assert f"fin le {long_date(in_days(3))} au soir" in said[1]


def test_dates_stay_inside_the_convention(here, cdap):
    with pytest.raises(ActionError, match="hors de la convention"):
        add(here, cdap, days=(here.agreement.opens_on - clock.today()).days - 1)
    with pytest.raises(ActionError, match="précède"):
        end(here, afas(here), days=-5000)
    assert not here.agreement.enrolments.filter(service=cdap).exists()


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_joins_or_leaves(here, cdap, kind):
    with pytest.raises(Refused):
        add(here, cdap, user=getattr(here, kind))
    with pytest.raises(Refused):
        end(here, afas(here), user=getattr(here, kind))
    assert list(here.agreement.enrolments.values_list("service", "closes_on")) == [("AFAS", None)]


def test_a_closed_convention_joins_nothing(here, cdap):
    here.agreement = AgreementFactory(caf=here.caf, closed=True)
    with pytest.raises(Refused, match="clôturée"):
        add(here, cdap, days=-30)


def test_another_caf_is_out_of_reach(here, elsewhere):
    with pytest.raises(Refused):
        end(here, afas(elsewhere))
    assert afas(elsewhere).closes_on is None


def test_services_are_joined_and_left_on_screen(client, here, cdap):
    client.force_login(here.caf_admin)
    base = f"/conventions/{here.agreement.public_id}/bulletins"
    page = source(client.get(f"{base}/ajouter"))
    assert cdap.label in page
    assert 'value="AFAS"' not in page
    assert client.post(f"{base}/ajouter", {"service": "INCONNU"}).status_code == 422
    typed = {"service": "CDAP", "opens_on": f"{clock.today():%d/%m/%Y}"}
    assert cdap.label in source(client.get(client.post(f"{base}/ajouter", typed).url))
    assert "4\u00a0personnes perdent leur accès" in read(client.get(f"{base}/AFAS/terminer"))
    answer = client.post(f"{base}/AFAS/terminer", {"closes_on": f"{in_days(9):%d/%m/%Y}"})
    assert "prend fin le" in read(client.get(answer.url))
    assert client.get(f"{base}/INCONNU/terminer").status_code == 404
    assert "Modifier la fin" in read(client.get(f"/conventions/{here.agreement.public_id}/"))
    answer = client.submit(f"{base}/AFAS/terminer", {"closes_on": ""}, follow=True)
    assert "continue, sans fin prévue" in read(answer)
    assert client.post(f"{base}/AFAS/terminer", {"closes_on": ""}).status_code == 422
