"""What people do with the screens: wrong entries, tampered fields, double clicks, stale pages."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.models import AccessGroup, Agreement, Grant, Partner
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories.habpps import AgreementFactory, declarant, group, partner_admin, siret
from tests.net.reading import source

DA, DF, OK = AFAS_ROLES
USER = {
    "last_name": "Roy",
    "first_name": "Camille",
    "email": "camille@exemple.fr",
    "email_again": "camille@exemple.fr",
}


def page_of(answer) -> str:
    return source(answer)


def refused(answer, *words: str) -> str:
    """The same page again with everything typed: 422, error summary, « Erreur : » in the title."""
    page = page_of(answer)
    assert answer.status_code == 422
    assert "<title>Erreur : " in page
    assert "error-summary" in page
    for word in words:
        assert word in page
    return page


def test_registering_an_organisation(client, here):
    client.force_login(here.caf_admin)
    address = reverse("habpps:partner_register")
    type_id = here.partner.type.public_id
    typed = {"siret": "12", "name": "MJC du Centre", "postcode": "8"}
    # All that is wrong is said at once.
    page = refused(client.submit(address, typed), "Choisissez le type", "vous en avez saisi 2", "cinq chiffres")
    assert 'value="MJC du Centre"' in page
    refused(client.submit(address, {"siret": "12", "name": "A", "partner_type": type_id}), "vous en avez saisi 2")
    refused(
        client.submit(address, {"siret": here.partner.siret, "name": "A", "partner_type": type_id}), "déjà enregistré"
    )
    answer = client.submit(address, {"siret": siret(9_100_000), "name": "MJC du Centre", "partner_type": type_id})
    assert answer.status_code == 302
    assert "MJC du Centre" in page_of(client.get(answer.url))


def test_a_form_sent_twice_registers_once(client, here):
    """The same key answers the same page."""
    client.force_login(here.caf_admin)
    typed = {"siret": siret(9_100_001), "name": "A", "partner_type": here.partner.type.public_id, "_once": "k" * 24}
    answers = [client.post(reverse("habpps:partner_register"), typed) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Partner.objects.filter(siret=siret(9_100_001)).count() == 1


PEOPLE, EMAILS = {"first": "camille", "second": "awa"}, ("email", "email_again")
AGREEMENT = {
    "label": "Convention 2026",
    "delegated": "oui",
    **{
        f"{prefix}-{field}": value
        for prefix, name in PEOPLE.items()
        for field, value in ({**USER, "first_name": name} | dict.fromkeys(EMAILS, f"{name}@exemple.fr")).items()
    },
}


def recording(partner) -> str:
    """The address of the form, once the organisation is chosen."""
    return f"{reverse('habpps:agreement_record')}?organisme={partner.public_id}"


def test_recording_a_convention_then_validating_it(client, here):
    client.force_login(here.caf_admin)
    partner = AgreementFactory(caf=here.caf, closed=True).partner
    answer = client.submit(recording(partner), AGREEMENT)
    assert answer.status_code == 302
    agreement = Agreement.objects.get(label="Convention 2026")
    assert "Valider la convention" in page_of(client.get(answer.url))
    answer = client.submit(answer.url)
    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == Agreement.State.VALIDATED
    # A second browser tab, later: nothing more happens.
    assert client.post(reverse("habpps:agreement_validate", args=[agreement.public_id])).status_code == 302


def test_wrong_entries_of_a_convention(client, here):
    """Errors of the administrators show at their own fields; nothing typed is lost."""
    client.force_login(here.caf_admin)
    partner = AgreementFactory(caf=here.caf, closed=True).partner
    address = recording(partner)
    typed = {**AGREEMENT, "second-email_again": "autre@exemple.fr"}
    page = refused(client.submit(address, typed), "Les deux adresses mail sont différentes")
    assert 'value="Convention 2026"' in page
    assert 'value="autre@exemple.fr"' in page
    typed = {**AGREEMENT, "closes_on": "01/01/2020"}
    refused(client.submit(address, typed), "précède")
    refused(client.submit(address, {**AGREEMENT, "opens_on": "32/13/2026"}), "une date qui existe")
    assert not Agreement.objects.filter(label="Convention 2026").exists()


def test_a_convention_begins_with_the_choice_of_an_organisation(client, here, elsewhere):
    """Those of the Caf that have none; the form then says with whom."""
    client.force_login(here.caf_admin)
    free = AgreementFactory(caf=here.caf, closed=True).partner
    page = page_of(client.get(reverse("habpps:agreement_record")))
    assert recording(free) in page
    assert here.partner.name not in page
    assert elsewhere.partner.name not in page
    assert free.name in page_of(client.get(recording(free)))


def test_without_the_choice_of_an_organisation_nothing_is_recorded(client, here):
    client.force_login(here.caf_admin)
    assert client.post(reverse("habpps:agreement_record"), AGREEMENT).status_code == 422
    assert not Agreement.objects.filter(label="Convention 2026").exists()


def test_the_organisation_is_found_among_many(client, here):
    client.force_login(here.caf_admin)
    for name in ("Ludothèque du Port", *(f"Amicale {number:02}" for number in range(25))):
        AgreementFactory(caf=here.caf, closed=True, partner__name=name)
    assert "Ludothèque du Port" not in page_of(client.get(reverse("habpps:agreement_record")))
    page = page_of(client.get(reverse("habpps:agreement_record"), {"texte": "du port"}))
    assert "Ludothèque du Port" in page
    assert "Amicale" not in page


def test_a_second_convention_is_refused_before_anything_is_typed(client, here):
    client.force_login(here.caf_admin)
    answer = client.get(recording(here.partner))
    assert answer.status_code == 403
    assert "Cet organisme a déjà une convention avec votre Caf." in page_of(answer)
    assert recording(here.partner) not in page_of(client.get(reverse("habpps:partner", args=[here.partner.public_id])))
    dates = dict.fromkeys(("opens_on", "contract_opens_on", "enrolment_opens_on"), "01/09/2026")
    page = refused(client.post(recording(here.partner), AGREEMENT | dates), "Cet organisme a déjà une convention")
    assert 'value="Convention 2026"' in page


def test_a_convention_for_somebody_else_s_partner(client, here, elsewhere):
    """A tampered choice: as if it did not exist."""
    client.force_login(here.caf_admin)
    for answer in (client.get(recording(elsewhere.partner)), client.post(recording(elsewhere.partner), AGREEMENT)):
        assert answer.status_code == 404
        assert elsewhere.partner.name not in page_of(answer)
    assert not Agreement.objects.filter(label="Convention 2026").exists()


def test_closing_says_how_many_people_first(client, here):
    client.force_login(here.caf_admin)
    address = reverse("habpps:agreement_close", args=[here.agreement.public_id])
    assert "5\u00a0personnes perdent leur accès" in page_of(client.get(address))
    refused(client.submit(address), "Dites pourquoi la convention prend fin")
    assert client.submit(address, {"reason": "Fin du partenariat"}).status_code == 302
    here.agreement.refresh_from_db()
    assert here.agreement.state == Agreement.State.CLOSED


def test_creating_a_user(client, here):
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    refused(client.submit(address, {**USER, "email_again": "autre@exemple.fr"}), "différentes")
    refused(client.submit(address, {**USER, "valid_until": "01/01/2020"}), "précède")
    assert not User.objects.filter(email=USER["email"]).exists()
    both = [group(here.agreement, kind).public_id for kind in AccessGroup.Kind]
    answer = client.submit(address, {**USER, "groups": both})
    assert answer.status_code == 302
    assert USER["email"] in page_of(client.get(answer.url))
    held = Grant.objects.filter(user__email=USER["email"]).order_by("role").values_list("role", flat=True)
    assert list(held) == [Role.AFAS_DECLARANT, Role.AFAS_MANAGER, Role.PARTNER_USER]


def test_a_group_of_another_convention_in_a_hidden_field(client, here, elsewhere):
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    answer = client.submit(address, {**USER, "groups": group(elsewhere.agreement).public_id})
    refused(answer, "de la liste")
    assert not User.objects.filter(email=USER["email"]).exists()


def test_somebody_already_there_is_shown_with_the_group_instead(client, here):
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    answer = client.submit(address, {**USER, "email": here.member.email, "email_again": here.member.email})
    page = refused(answer, here.member.get_full_name(), "Ajouter à un groupe")
    access = Grant.objects.get(user=here.member)
    assert reverse("habpps:group_add", args=[access.public_id]) in page


def test_a_person_known_elsewhere_looks_like_a_new_one(client, here, elsewhere):
    """The answer is the same, word for word."""
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    known = elsewhere.member.email
    texts = []
    for name, email in (("Un", "nouvelle@exemple.fr"), ("Deux", known)):
        answer = client.submit(address, {**USER, "last_name": name, "email": email, "email_again": email})
        assert answer.status_code == 302
        page = page_of(client.get(answer.url))
        texts.append(page[page.index('role="status"') :][:300])
    assert texts[0] == texts[1]


def assign_typed(here, **typed) -> dict:
    return {
        "user": here.declarant.public_id,
        "roles": [DA, OK],
        "activities": [here.activity.public_id],
        "act": "quit",
        **typed,
    }


def roles_of(user) -> int:
    return Grant.objects.filter(user=user, role__in=AFAS_ROLES).count()


def test_several_roles_at_once(client, here):
    client.force_login(here.admin)
    address = reverse("habpps:assign")
    answer = client.submit(address, assign_typed(here))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("habpps:assignments"))
    assert roles_of(here.declarant) == 2
    again = client.submit(address, assign_typed(here, act="save"))
    assert again.url.startswith(address)
    assert "déjà attribué" in page_of(client.get(again.url))
    assert roles_of(here.declarant) == 2


def shown_after(client, address, typed) -> str:
    """The list that the form leads to, once saved."""
    answer = client.submit(address, typed)
    assert answer.status_code == 302
    return page_of(client.get(answer.url))


def test_the_list_that_follows_shows_what_was_given(client, here):
    """Under « Actif », or « Inactif » for a role that waits for a date or an activation; places among the places."""
    client.force_login(here.admin)
    address, name = reverse("habpps:assign"), here.declarant.last_name.upper()
    table = "<tbody"
    later = (clock.today() + timedelta(days=30)).strftime("%d/%m/%Y")
    by_place = {"user": here.declarant.public_id, "roles": [DA], "sites": [here.site.public_id], "act": "quit"}
    for where, typed in (
        (address, assign_typed(here, roles=[DA])),
        (address, assign_typed(here, roles=[OK], valid_from=later)),
        (f"{address}?lieu={here.site.public_id}", by_place),
    ):
        page = shown_after(client, where, typed)
        assert table in page
        assert name in page[page.index(table) :].upper()


def test_a_role_given_before_the_activation_says_what_it_waits_for(client, here):
    here.declarant.state = "PENDING"
    here.declarant.save()
    client.force_login(here.admin)
    page = shown_after(client, reverse("habpps:assign"), assign_typed(here))
    assert "compteront dès l'activation de son compte" in page
    assert here.declarant.last_name in page


def test_buttons_of_the_list_write_nothing_and_lose_nothing(client, here):
    """« Sélectionner toutes les activités », « Afficher », the tabs: without JavaScript."""
    client.force_login(here.admin)
    address = reverse("habpps:assign")
    for act, expected in (("all", here.activity.public_id), ("show", here.activity.name), ("lieux", here.site.name)):
        answer = client.submit(address, assign_typed(here, activities=None, act=act))
        page = page_of(answer)
        assert answer.status_code == 200
        assert expected in page
        assert re.search(rf'type="radio" name="user"\s+value="{here.declarant.public_id}"[^>]* checked', page)
        assert page.count(" checked") == (4 if act == "all" else 3)
    assert roles_of(here.declarant) == 0


@pytest.mark.parametrize("field", ["user", "roles", "activities", "convention"])
def test_somebody_else_s_ids_in_every_field(client, here, elsewhere, field):
    foreign = {
        "user": elsewhere.declarant.public_id,
        "roles": ["PARTNER_ADMIN"],
        "activities": [elsewhere.activity.public_id],
        "convention": elsewhere.agreement.public_id,
    }
    client.force_login(here.admin)
    answer = client.submit(reverse("habpps:assign"), assign_typed(here, **{field: foreign[field]}))
    if field == "convention":
        assert answer.status_code == 404
    else:
        refused(answer, "de la liste")
    assert roles_of(here.declarant) == roles_of(elsewhere.declarant) == 0


def test_nothing_ticked(client, here):
    client.force_login(here.admin)
    answer = client.submit(reverse("habpps:assign"), assign_typed(here, activities=None))
    refused(answer, "La sélection d'au moins une activité est obligatoire.")


def test_who_manages_several_partners_chooses_first(client, here, elsewhere):
    client.force_login(here.caf_admin)
    partner_admin(here.agreement)
    other = AgreementFactory(caf=here.caf)
    declarant(other)
    page = page_of(client.get(reverse("habpps:assign")))
    assert here.partner.name in page
    assert other.partner.name in page
    assert elsewhere.partner.name not in page


def test_removing_a_role_asks_first_and_only_once(client, here):
    client.force_login(here.admin)
    held = Grant.objects.get(user=here.provider, role=DA)
    address = reverse("habpps:grant_end", args=[held.public_id])
    assert "Supprimer" in page_of(client.get(address))
    held.refresh_from_db()
    assert held.revoked_at is None
    for _ in range(2):
        assert client.submit(address, {"reason": "Départ"}).status_code == 302
    held.refresh_from_db()
    assert held.revoked_by == here.admin


def test_one_s_own_rights_are_left_to_the_other_administrator(client, here):
    client.force_login(here.admin)
    own = Grant.objects.get(user=here.admin, role=Role.AFAS_MANAGER)
    answer = client.submit(reverse("habpps:grant_end", args=[own.public_id]), {})
    assert answer.status_code == 403
    assert "Demandez à l'autre administrateur" in page_of(answer)
    own.refresh_from_db()
    assert own.revoked_at is None


def test_changing_dates(client, here):
    client.force_login(here.admin)
    held = Grant.objects.get(user=here.provider, role=DA)
    address = reverse("habpps:grant_change", args=[held.public_id])
    refused(client.submit(address, {"valid_until": "01/01/2000"}), "précède")
    assert client.submit(address, {"valid_until": "31/12/2099"}).status_code == 302
    held.refresh_from_db()
    assert held.valid_until.year == 2099


def test_the_four_states_on_the_screen(client, here):
    client.force_login(here.admin)
    address = reverse("habpps:assignments")
    assert here.provider.get_full_name() in page_of(client.get(address))
    page = page_of(client.get(f"{address}?etat=VACANT"))
    assert page.count("Affecter un rôle à un utilisateur habilité") == 2
    assert "role=APPROVER" in page
    link = f"{reverse('habpps:assign')}?convention={here.agreement.public_id}&activite_id={here.activity.public_id}"
    prepared = page_of(client.get(f"{link}&role=APPROVER"))
    assert prepared.count(" checked") == 2


def test_my_rights_say_what_counts_and_why_not(client, here):
    Grant.objects.filter(user=here.provider, role=Role.AFAS_DECLARANT).update(
        valid_until="2020-01-01", valid_from="2019-01-01"
    )
    client.force_login(here.provider)
    page = page_of(client.get(reverse("habpps:my_rights")))
    assert "Utilisateur de la convention" in page
    assert "dont elle dépend n'est pas en cours" in page
    assert here.agreement.label in page


def test_the_journal_reads_as_sentences(client, here, elsewhere):
    """Names and identifiers, not ids; own scope only; filters."""
    client.force_login(here.admin)
    client.submit(reverse("habpps:assign"), assign_typed(here))
    address = reverse("habpps:journal")
    page = page_of(client.get(address))
    named = f"{here.declarant.get_full_name()} ({here.declarant.username})"
    sentence = f"a donné à {named} le rôle Approbateur sur {here.activity.name} à partir du"
    assert sentence in page
    assert here.admin.get_full_name() in page
    assert sentence in page_of(client.get(f"{address}?evenement=habpps&personne={here.admin.last_name}"))
    assert sentence not in page_of(client.get(f"{address}?du=01/01/2099"))
    client.force_login(elsewhere.admin)
    assert sentence not in page_of(client.get(address))
