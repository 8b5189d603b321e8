"""The screens of the avenants, and the PDF that both parties sign."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.base import clock
from portal.habpps.amendments.actions.requests import AdministratorChange, cancel_amendment, request_amendment
from portal.habpps.amendments.pdf import amendment_pdf, paper_of
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Amendment, Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor, caf_admin, partner_admin
from tests.factories.papers import pdf
from tests.net.reading import read, source

CAMILLE = {"last_name": "Roy", "first_name": "Camille", "email": "camille@exemple.fr"}


def office(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_ADMIN)


def typed(here, **more) -> dict:
    today = f"{clock.today():%d/%m/%Y}"
    values = {"leaving": office(here.admin).public_id, "effective_on": today, "reason": "Départ à la retraite"}
    return {**values, **CAMILLE, "email_again": CAMILLE["email"], **more}


def asked(here) -> Amendment:
    change = AdministratorChange(
        office(here.admin),
        Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr"),
        clock.today(),
        "Départ",
    )
    return request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)


def url(name: str, found) -> str:
    return reverse(f"habpps:{name}", args=[found.public_id])


def test_an_administrator_asks_and_reads_the_paper(client, here):
    client.force_login(here.admin)
    form = read(client.get(url("amendment_request", here.agreement)))
    assert here.other_admin.get_full_name() in form
    response = client.post(url("amendment_request", here.agreement), typed(here))
    assert response.status_code == 302
    text = source(client.get(response.url))
    assert "Camille Roy" in text
    assert "Départ à la retraite" in text
    assert url("amendment_sign", Amendment.objects.get()) not in text
    assert url("amendment_cancel", Amendment.objects.get()) in text


def test_nothing_typed_is_lost(client, here):
    client.force_login(here.admin)
    response = client.post(url("amendment_request", here.agreement), typed(here, email_again="autre@exemple.fr"))
    assert response.status_code == 422
    assert "Les deux adresses mail sont différentes" in read(response)
    assert "Départ à la retraite" in read(response)
    assert not Amendment.objects.exists()


def test_a_half_named_successor_is_no_successor(client, here):
    client.force_login(here.admin)
    response = client.post(url("amendment_request", here.agreement), typed(here, email="", email_again=""))
    assert response.status_code == 422
    assert "Indiquez une adresse mail" in read(response)


def test_the_caf_signs_with_the_paper(client, here):
    found = asked(here)
    client.force_login(here.caf_admin)
    page = read(client.get(url("amendment_sign", found)))
    assert "perd tout accès à la convention" in page
    values = {"signed_on": f"{clock.today():%d/%m/%Y}", "partner": "Claude Martin", "caf": "Dominique Petit"}
    file = SimpleUploadedFile("avenant.pdf", pdf("signé"), "application/pdf")
    assert client.post(url("amendment_sign", found), {**values, "file": file}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.document is not None) == (Amendment.State.SIGNED, True)
    text = source(client.get(url("amendment", found)))
    assert "Claude Martin" in text
    assert url("document", found.document) in text


@pytest.mark.parametrize("name", ["amendment_sign", "amendment_refuse"])
@pytest.mark.parametrize(("kind", "status"), [("caf_agent", 403), ("admin", 403), ("provider", 404)])
def test_only_the_caf_decides(client, here, name, kind, status):
    found = asked(here)
    client.force_login(getattr(here, kind))
    assert client.post(url(name, found), {"reason": "Non"}).status_code == status
    assert Amendment.objects.get().state == Amendment.State.REQUESTED


@pytest.mark.parametrize("name", ["amendment", "amendment_pdf", "amendment_sign", "amendment_cancel"])
@pytest.mark.parametrize("kind", ["admin", "caf_admin", "caf_agent"])
def test_elsewhere_it_does_not_exist(client, here, elsewhere, name, kind):
    found = asked(here)
    client.force_login(getattr(elsewhere, kind))
    assert client.get(url(name, found)).status_code == 404


def test_a_departure_of_another_convention_cannot_be_typed(client, here, elsewhere):
    """The hidden value of a choice that was not offered."""
    client.force_login(here.admin)
    stolen = typed(here, leaving=office(elsewhere.admin).public_id)
    assert client.post(url("amendment_request", here.agreement), stolen).status_code == 422
    assert not Amendment.objects.exists()


def test_the_caf_refuses_with_a_reason(client, here):
    found = asked(here)
    client.force_login(here.caf_admin)
    assert client.post(url("amendment_refuse", found), {"reason": ""}).status_code == 422
    assert client.post(url("amendment_refuse", found), {"reason": "Date à revoir"}).status_code == 302
    assert "Date à revoir" in read(client.get(url("amendment", found)))


def test_who_asked_cancels(client, here):
    found = asked(here)
    for other in (here.other_admin, here.caf_admin):
        client.force_login(other)
        assert client.get(url("amendment_cancel", found)).status_code == 403
        assert client.post(url("amendment_cancel", found)).status_code == 403
    client.force_login(here.admin)
    assert client.post(url("amendment_cancel", found)).status_code == 302
    assert "Annulé" in read(client.get(url("amendments", here.agreement)))


def test_it_waits_for_the_caf_on_its_home_page(client, here):
    asked(here)
    client.force_login(here.caf_admin)
    assert "Avenant n° 1 à signer" in read(client.get(reverse("home")))
    client.force_login(caf_admin(here.caf.__class__.objects.create(departement="2A", name="Caf X", siren="123456782")))
    assert "à signer" not in read(client.get(reverse("home")))


def test_the_page_warns_before_the_signature_is_refused(client, here):
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    found = asked(here)
    client.force_login(here.caf_admin)
    assert "ne peut pas encore être signé" in read(client.get(url("amendment", found)))


def test_the_page_says_that_one_administrator_is_left(client, here):
    """Only somebody arriving keeps the two."""
    alone = AdministratorChange(office(here.admin), None, clock.today(), "Départ")
    found = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=alone)
    client.force_login(here.caf_admin)
    assert "n'a plus qu'un administrateur" in read(client.get(url("amendment_sign", found)))
    cancel_amendment(actor=actor(here.admin), amendment=found)
    assert "n'a plus qu'un administrateur" not in read(client.get(url("amendment_sign", asked(here))))


@pytest.mark.parametrize("name", ["amendment_sign", "amendment_refuse", "amendment_cancel"])
def test_a_decided_avenant_asks_for_nothing_any_more(client, here, name):
    """By the « Back » button, or because somebody decided meanwhile."""
    found = asked(here)
    cancel_amendment(actor=actor(here.admin), amendment=found)
    client.force_login(here.admin if name == "amendment_cancel" else here.caf_admin)
    answer = client.get(url(name, found))
    assert (answer.status_code, answer.url) == (302, url("amendment", found))


def test_the_pdf_is_tagged_and_says_what_the_page_says(client, here):
    found = asked(here)
    client.force_login(here.admin)
    response = client.get(url("amendment_pdf", found))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    content = b"".join(response) if response.streaming else response.content
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content or b"/Marked true" in content
    text = read(client.get(url("amendment", found)))
    for label, value in [line for part in (paper_of(found).partner, paper_of(found).change) for line in part]:
        assert label in text
        assert value in text


def test_both_parties_and_both_people_sign_under_the_same_words(here):
    paper = paper_of(asked(here))
    assert "acceptent cet avenant" in paper.agreed
    parties = [each.party for each in paper.signatories if not each.person]
    assert parties == [f"Pour la {here.caf.name}", f"Pour {here.partner.name}"]
    people = {each.party: each.name for each in paper.signatories if each.person}
    assert list(people) == ["L’administrateur qui quitte ses fonctions", "Le nouvel administrateur"]
    assert all(people.values())


def test_nobody_is_given_a_paper_to_sign_for_a_cancelled_avenant(client, here):
    found = asked(here)
    client.force_login(here.admin)
    assert "Télécharger le PDF" in read(client.get(url("amendment", found)))
    cancel_amendment(actor=actor(here.admin), amendment=found)
    assert "Télécharger le PDF" not in read(client.get(url("amendment", found)))
    assert client.get(url("amendment_pdf", found)).status_code == 404


def test_what_people_typed_is_no_source_for_the_pdf(here):
    found = asked(here)
    found.reason, found.last_name = '#panic("x") $x$ [', "*Roy* #let"
    assert amendment_pdf(found).startswith(b"%PDF-")


def test_the_list_costs_the_same_with_many(client, here, same_queries):
    client.force_login(here.caf_admin)

    def more():
        for _ in range(6):
            who = partner_admin(here.agreement)
            number = Amendment.objects.count() + 1
            Amendment.objects.create(
                agreement=here.agreement,
                number=number,
                leaving=office(who),
                effective_on=clock.today(),
                reason="Départ",
                requested_by=who,
                requested_at=clock.now(),
            )

    same_queries(url("amendments", here.agreement), more, more)
    found = Amendment.objects.first()
    assert client.get(url("amendment", found)).status_code == 200
