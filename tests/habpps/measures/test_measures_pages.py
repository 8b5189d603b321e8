"""The screens of the Caf's powers, and what the people concerned read."""

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.measures.actions import force_password, suspend_agreement, suspend_person
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.rights.roles import Role
from tests.factories import afas
from tests.factories.habpps import actor, caf_admin, member
from tests.net.reading import Text, source

REASON = "Connexions inhabituelles signalées par l’organisme."
CONFIRM = "Ce que cela entraîne"


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def read(response) -> Text:
    """All that was sent."""
    return source(response)


def address(name: str, here) -> str:
    key = here.agreement if name in ("agreement_suspend", "delegation_withdraw") else access(here.provider)
    return reverse(f"habpps:{name}", args=[key.public_id])


PAGES = ("agreement_suspend", "delegation_withdraw", "membership_suspend", "password_force")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_what_it_touches_then_acts(client, here, name):
    client.force_login(here.caf_admin)
    text = read(client.get(address(name, here)))
    assert CONFIRM in text
    assert "personne" in text
    assert not Measure.objects.exists()
    response = client.post(address(name, here), {"reason": REASON})
    assert response.status_code == 302
    assert Measure.objects.get().reason == REASON


@pytest.mark.parametrize("name", PAGES)
def test_without_a_reason_nothing_happens(client, here, name):
    client.force_login(here.caf_admin)
    response = client.post(address(name, here), {"reason": " "})
    assert response.status_code == 422
    assert "Indiquez le motif" in read(response)
    assert not Measure.objects.exists()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("kind", "status"), [("caf_agent", 403), ("admin", 403), ("provider", 404), ("member", 404)])
def test_inside_a_refusal_says_why_outside_there_is_nothing(client, here, name, kind, status):
    client.force_login(getattr(here, kind))
    assert client.post(address(name, here), {"reason": REASON}).status_code == status
    assert not Measure.objects.exists()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["caf_admin", "admin"])
def test_other_cafs_and_other_partners_find_nothing(client, here, elsewhere, name, kind):
    client.force_login(getattr(elsewhere, kind))
    assert client.post(address(name, here), {"reason": REASON}).status_code == 404
    assert not Measure.objects.exists()


def test_a_suspension_says_how_many_declarations_it_touches(client, here):
    afas.declaration_of(here.activity)
    client.force_login(here.caf_admin)
    text = read(client.get(address("membership_suspend", here)))
    assert "1 rôle cesse de valoir" in text
    assert "1 déclaration où cette personne tient un rôle" in text
    whole = read(client.get(address("agreement_suspend", here)))
    assert "5 personnes ne peuvent plus rien faire" in whole
    assert "1 déclaration n'est pas validée" in whole


def test_what_somebody_else_just_did_is_said_and_the_reason_stays(client, here):
    suspend_person(actor=actor(caf_admin(here.caf)), membership=access(here.provider), reason="Premier")
    client.force_login(here.caf_admin)
    response = client.post(address("membership_suspend", here), {"reason": REASON})
    assert response.status_code == 422
    assert "déjà en vigueur" in read(response)
    assert "Connexions inhabituelles" in read(response)


def test_a_suspended_person_signs_in_and_reads_why_and_whom_to_ask(client, here):
    suspend_person(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    client.force_login(here.provider)
    home = read(client.get(reverse("home")))
    assert "est suspendu par la Caf" in home
    assert home.index("est suspendu par la Caf") < home.index("À faire")
    assert here.caf.email in home
    assert REASON not in home
    refused = client.get(reverse("afas:declarations"))
    assert refused.status_code == 403
    assert "l'accès à la convention est suspendu par la Caf" in read(refused)
    assert here.caf.email in read(refused)


def test_a_page_kept_from_before_says_why_too(client, here, elsewhere):
    """The same words for an object that was theirs, for another's and for one that does not exist."""
    suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    client.force_login(here.admin)
    keys = (here.agreement.public_id, elsewhere.agreement.public_id, "nnnnnnnnnnnn")
    answers = [client.get(reverse("habpps:agreement", args=[key])) for key in keys]
    assert {answer.status_code for answer in answers} == {403}
    assert all("est suspendue par la Caf" in read(answer) for answer in answers)


def test_others_still_find_nothing(client, here, elsewhere):
    suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    client.force_login(elsewhere.admin)
    assert client.get(reverse("habpps:agreement", args=[here.agreement.public_id])).status_code == 404


def test_the_list_shows_what_is_in_force_and_what_is_lifted(client, here, elsewhere):
    taken = suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    suspend_agreement(actor=actor(elsewhere.caf_admin), agreement=elsewhere.agreement, reason="Ailleurs")
    client.force_login(here.caf_agent)
    text = read(client.get(reverse("habpps:measures")))
    assert "Connexions inhabituelles" in text
    assert "Ailleurs" not in text
    assert reverse("habpps:measure_lift", args=[taken.public_id]) not in text, "a case worker reads"
    client.force_login(here.caf_admin)
    lift = reverse("habpps:measure_lift", args=[taken.public_id])
    assert lift in read(client.get(reverse("habpps:measures")))
    assert client.post(lift, {"reason": "Vérifié"}).status_code == 302
    past = read(client.get(reverse("habpps:measures"), {"etat": "LEVEES"}))
    assert "Vérifié" in past
    assert "Aucun résultat" in read(client.get(reverse("habpps:measures"), {"etat": "EN_COURS"}))
    assert Agreement.objects.get(pk=here.agreement.pk).suspended_at is None


def test_a_password_changed_since_is_no_longer_in_force(client, here):
    force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    client.force_login(here.caf_admin)
    address = reverse("habpps:measures")
    assert "Connexions inhabituelles" in read(client.get(address, {"etat": "EN_COURS"}))
    here.provider.must_change_password = False
    here.provider.save()
    assert "Connexions inhabituelles" not in read(client.get(address, {"etat": "EN_COURS"}))
    assert "Mot de passe changé" in read(client.get(address))


@pytest.mark.parametrize("kind", ["admin", "provider", "member"])
def test_partners_do_not_read_the_list(client, here, kind):
    client.force_login(getattr(here, kind))
    assert client.get(reverse("habpps:measures")).status_code == 403


def test_the_list_and_the_convention_cost_the_same_with_many(client, here, same_queries):
    client.force_login(here.caf_admin)

    def more():
        for _ in range(10):
            access_ = access(member(here.agreement))
            Measure.objects.create(
                kind=Measure.Kind.SUSPEND_PERSON,
                agreement=here.agreement,
                membership=access_,
                reason=REASON,
                taken_by=here.caf_admin,
                taken_at=clock.now(),
            )

    pages = [reverse("habpps:measures"), reverse("habpps:agreement", args=[here.agreement.public_id])]
    same_queries(pages, more, more)


def user_page(client, here) -> str:
    return read(client.get(reverse("habpps:user", args=[access(here.provider).public_id])))


def test_a_person_s_page_leads_to_the_measures_and_says_which_is_in_force(client, here):
    client.force_login(here.caf_admin)
    page = user_page(client, here)
    for name in ("membership_suspend", "password_force"):
        assert address(name, here) in page
    suspend_person(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    page = user_page(client, here)
    measure = access(here.provider).measures.get()
    assert REASON in page
    assert reverse("habpps:measure_lift", args=[measure.public_id]) in page
    assert address("membership_suspend", here) not in page


def test_a_case_worker_reads_why_and_decides_nothing(client, here):
    suspend_person(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    client.force_login(here.caf_agent)
    page = user_page(client, here)
    assert REASON in page
    assert "Décisions de la Caf" not in page


def test_a_partner_s_administrator_sees_neither_reason_nor_decision(client, here):
    suspend_person(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    client.force_login(here.admin)
    page = user_page(client, here)
    assert REASON not in page
    assert "Décisions de la Caf" not in page


def test_the_convention_s_page_shows_what_is_in_force_over_it_and_its_people(client, here):
    suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    page_of_it = reverse("habpps:agreement", args=[here.agreement.public_id])
    client.force_login(here.caf_admin)
    page = read(client.get(page_of_it))
    assert REASON in page
    assert reverse("habpps:measure_lift", args=[here.agreement.measures.get().public_id]) in page
    client.force_login(here.caf_agent)
    assert ">Lever<" not in read(client.get(page_of_it))
