"""« Agents de la Caf » on screen: the list, a person, the forms; and who finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.base.formats import long_date
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, CafFactory, actor, caf_admin, caf_agent, grant, person
from tests.net.reading import Text, source

LIST, NAME = "/supervision/agents/", "/supervision/agents/nommer"
PAGES = (
    "official",
    "official_end",
    "official_reopen",
    "official_invite",
    "official_password",
    "official_sessions",
    "official_unlock",
    "official_factor",
)
ANNE = Identity("Roy", "Anne", "anne.roy@caf.example", "anne.roy@caf.example")


def read(response) -> Text:
    """All that was sent."""
    return source(response)


def role_of(user) -> Grant:
    return Grant.objects.exclude(caf=None).filter(user=user).order_by("-id")[0]


def address(name: str, user) -> str:
    return reverse(f"habpps:{name}", args=[role_of(user).public_id])


def name(here, identity=ANNE, role=Role.CAF_AGENT) -> Grant:
    asked = {"role": role, "identity": identity, "valid_from": clock.today()}
    return name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)


def typed(**more) -> dict:
    return {
        "last_name": "Roy",
        "first_name": "Anne",
        "email": ANNE.email,
        "email_again": ANNE.email,
        "role": "CAF_AGENT",
        "valid_from": f"{clock.today():%d/%m/%Y}",
        **more,
    }


def test_an_administrator_finds_their_own_people_and_nobody_else_s(client, here, elsewhere):
    client.force_login(here.caf_admin)
    text = read(client.get(LIST))
    assert "2 rôles trouvés" in text
    assert here.caf_agent.last_name in text
    assert elsewhere.caf_agent.email not in text
    assert "(vous)" in text
    assert 'name="caf"' not in text


def test_the_nation_finds_everybody_and_chooses_a_caf(client, here, elsewhere, national):
    client.force_login(national)
    assert "4 rôles trouvés" in read(client.get(LIST))
    text = read(client.get(LIST, {"caf": here.caf.public_id}))
    assert "2 rôles trouvés" in text
    assert elsewhere.caf_agent.email not in text


@pytest.mark.parametrize("kind", ["caf_admin", "national"])
def test_the_menu_leads_there(client, here, national, kind):
    client.force_login(national if kind == "national" else here.caf_admin)
    assert f'href="{LIST}"' in read(client.get(reverse("home")))


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "member", "provider"])
def test_others_are_neither_led_nor_let_in(client, here, kind):
    client.force_login(getattr(here, kind))
    assert f'href="{LIST}"' not in read(client.get(reverse("home")))
    for page in (LIST, NAME):
        assert client.get(page).status_code == 403
        assert client.post(page, typed()).status_code == 403
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"role": "CAF_ADMIN"}, 1),
        ({"role": "CAF_AGENT"}, 4),
        ({"role": "PARTNER_ADMIN"}, 5),
        ({"etat": "OUVERT"}, 3),
        ({"etat": "A_VENIR"}, 1),
        ({"etat": "CLOTURE"}, 1),
        ({"etat": "INVITE"}, 1),
        ({"personne": "roy anne"}, 1),
        ({"personne": "introuvable"}, 0),
    ],
)
def test_the_list_is_narrowed(client, here, query, count):
    name(here)
    tomorrow = clock.today() + timedelta(days=1)
    grant(person(), Role.CAF_AGENT, here.caf, valid_from=tomorrow)
    end_official(actor=actor(here.caf_admin), grant=role_of(caf_agent(here.caf)))
    client.force_login(here.caf_admin)
    text = read(client.get(LIST, query))
    said = "Aucun résultat" if not count else f"{count} rôle{'s' if count > 1 else ''} trouvé"
    assert said in text


def test_each_row_says_since_until_last_sign_in_and_state(client, here):
    user = person(last_login=clock.now())
    held = grant(user, Role.CAF_AGENT, here.caf, valid_until=clock.today() + timedelta(days=9))
    client.force_login(here.caf_admin)
    text = read(client.get(LIST, {"personne": user.last_name}))
    for day in (held.valid_from, held.valid_until, clock.today()):
        assert f"{day:%d/%m/%Y}" in text
    assert "Ouvert" in text
    assert "Jamais" in read(client.get(LIST, {"personne": here.caf_agent.last_name}))


def test_the_list_leaves_as_a_file(client, here, elsewhere):
    client.force_login(here.caf_admin)
    text = client.post(LIST, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert here.caf_agent.email in text
    assert here.caf.name in text
    assert elsewhere.caf_agent.email not in text
    assert Entry.objects.filter(kind="habpps.exported", facts__rows=2).exists()


@pytest.mark.parametrize("reader", ["caf_admin", "national"])
def test_a_page_costs_the_same_for_one_row_as_for_twenty(client, here, national, same_queries, reader):
    client.force_login(national if reader == "national" else here.caf_admin)
    same_queries(LIST, lambda: caf_agent(here.caf), lambda: [name(here, _other(number)) for number in range(20)])


def _other(number: int) -> Identity:
    email = f"agent{number}@caf.example"
    return Identity(f"Nom{chr(97 + number)}", "Prénom", email, email)


WARNING = "Deux administrateurs sont nécessaires"


def test_a_caf_with_one_administrator_is_warned_on_the_list_and_on_the_overview(client, here):
    client.force_login(here.caf_admin)
    for page in (LIST, reverse("habpps:supervision")):
        text = read(client.get(page))
        assert WARNING in text
        assert f"La {here.caf.name} n'a qu'un administrateur" in text
    client.force_login(here.caf_agent)
    text = read(client.get(reverse("habpps:supervision")))
    assert WARNING in text
    assert f'href="{LIST}"' not in text


@pytest.mark.parametrize("waits", [True, False])
def test_two_are_enough_once_they_have_come(client, here, waits):
    """Somebody invited is nobody yet."""
    if waits:
        name(here, role=Role.CAF_ADMIN)
    else:
        caf_admin(here.caf)
    client.force_login(here.caf_admin)
    for page in (LIST, reverse("habpps:supervision")):
        assert (WARNING in read(client.get(page))) is waits


def test_the_nation_is_told_of_the_cafs_that_have_begun(client, here, elsewhere, national):
    caf_admin(elsewhere.caf)
    nobody, begun = CafFactory(), AgreementFactory().caf
    client.force_login(national)
    text = read(client.get(reverse("habpps:supervision")))
    assert "2 Cafs ont moins de deux administrateurs" in text
    assert here.caf.name in text
    assert begun.name in text
    assert nobody.name not in text
    assert elsewhere.caf.name not in text


def test_a_person_s_page_offers_what_may_be_done(client, here):
    client.force_login(here.caf_admin)
    text = read(client.get(address("official", here.caf_agent)))
    assert here.caf_agent.username in text
    for label in ("Mettre fin au rôle", "Réinitialiser le mot de passe", "Réinitialiser le second facteur"):
        assert label in text


def test_one_s_own_page_offers_nothing(client, here):
    client.force_login(here.caf_admin)
    text = read(client.get(address("official", here.caf_admin)))
    assert "C'est votre propre rôle" in text
    assert "Mettre fin" not in text
    assert "Compte et connexion" not in text


def test_a_role_that_is_over_only_reopens(client, here):
    held = end_official(actor=actor(here.caf_admin), grant=role_of(here.caf_agent))
    client.force_login(here.caf_admin)
    text = read(client.get(reverse("habpps:official", args=[held.public_id])))
    assert "Rouvrir le rôle" in text
    assert f"Supprimée par {here.caf_admin.get_full_name()}" in text
    assert "Compte et connexion" not in text


def test_what_may_not_be_done_says_why(client, here, elsewhere):
    grant(here.caf_agent, Role.CAF_AGENT, elsewhere.caf)
    held = Grant.objects.get(user=here.caf_agent, caf=here.caf)
    client.force_login(here.caf_admin)
    text = read(client.get(reverse("habpps:official", args=[held.public_id])))
    assert "Ce compte sert aussi ailleurs" in text
    assert "Réinitialiser le mot de passe" in text
    assert "Fermer les sessions" not in text
    assert elsewhere.caf.name not in text


def test_the_other_roles_of_the_person_in_the_caf_are_named(client, here):
    grant(here.caf_agent, Role.CAF_ADMIN, here.caf)
    client.force_login(here.caf_admin)
    text = read(client.get(address("official", here.caf_agent)))
    assert "Autres rôles à la Caf" in text
    assert "Gestionnaire Caf" in text


@pytest.mark.parametrize("page", PAGES)
def test_another_caf_finds_nothing_at_any_address(client, here, elsewhere, page):
    before = list(Grant.objects.order_by("pk").values()), Entry.objects.count()
    client.force_login(elsewhere.caf_admin)
    there = address(page, here.caf_agent)
    assert client.get(there).status_code == 404
    assert client.post(there, typed()).status_code in (404, 405)
    assert (list(Grant.objects.order_by("pk").values()), Entry.objects.count()) == before
    assert not Letter.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_partner_s_role_is_none_of_these(client, here, page):
    """An access to a convention of the very Caf is not found here."""
    access = Grant.objects.get(user=here.member)
    client.force_login(here.caf_admin)
    assert client.get(reverse(f"habpps:{page}", args=[access.public_id])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", ["caf_agent", "admin", "member"])
def test_who_names_nobody_is_told_so(client, here, page, kind):
    client.force_login(getattr(here, kind))
    assert client.get(address(page, here.caf_admin)).status_code == 403


def test_naming_leads_to_the_person(client, here):
    client.force_login(here.caf_admin)
    answer = client.post(NAME, typed())
    held = Grant.objects.get(user__email=ANNE.email)
    assert answer.url == reverse("habpps:official", args=[held.public_id])
    text = read(client.get(answer.url))
    assert "reçoit son invitation" in text
    assert "Invitation envoyée le" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email_again": "autre@caf.example"}, "Les deux adresses mail sont différentes"),
        ({"role": ""}, "Choisissez le rôle"),
        ({"role": "NATIONAL_ADMIN"}, "Choisissez une valeur de la liste"),
        ({"valid_until": "01/01/2020"}, "La date de fin précède"),
        ({"last_name": ""}, "Indiquez le nom"),
    ],
)
def test_nothing_typed_is_lost(client, here, wrong, said):
    client.force_login(here.caf_admin)
    answer = client.post(NAME, typed(**wrong))
    assert answer.status_code == 422
    assert said in read(answer)
    assert 'value="Anne"' in read(answer)
    assert not Grant.objects.filter(user__email=ANNE.email).exists()


def test_the_nation_says_which_caf(client, here, elsewhere, national):
    client.force_login(national)
    assert "Choisissez la Caf" in read(client.post(NAME, typed()))
    assert client.post(NAME, typed(caf=elsewhere.caf.public_id, role="CAF_ADMIN")).status_code == 302
    assert Grant.objects.get(user__email=ANNE.email).caf == elsewhere.caf


def test_a_caf_cannot_be_chosen_by_who_names_for_one(client, here, elsewhere):
    client.force_login(here.caf_admin)
    client.post(NAME, typed(caf=elsewhere.caf.public_id))
    assert Grant.objects.get(user__email=ANNE.email).caf == here.caf


def test_a_role_ends_and_comes_back(client, here):
    client.force_login(here.caf_admin)
    last = clock.today() + timedelta(days=3)
    answer = client.post(address("official_end", here.caf_agent), {"last_day": f"{last:%d/%m/%Y}"})
    assert f"prend fin le {long_date(last)} au soir" in read(client.get(answer.url))
    answer = client.post(address("official_end", here.caf_agent), {"reason": "Mutation"})
    assert "a pris fin" in read(client.get(answer.url))
    answer = client.post(address("official_reopen", here.caf_agent), {"valid_from": f"{clock.today():%d/%m/%Y}"})
    assert "a de nouveau le rôle" in read(client.get(answer.url))


def test_the_last_administrator_is_announced_before_and_refused_after(client, here, national):
    client.force_login(national)
    there = address("official_end", here.caf_admin)
    assert "C'est le dernier administrateur de la Caf" in read(client.get(there))
    answer = client.post(there, {})
    assert answer.status_code == 403
    assert "C'est le dernier administrateur de la Caf" in read(answer)
    assert role_of(here.caf_admin).revoked_at is None


def test_the_journal_tells_it_in_french(client, here):
    held = name(here)
    end_official(actor=actor(here.caf_admin), grant=held, reason="Mutation")
    client.force_login(here.caf_admin)
    text = read(client.get(reverse("habpps:journal")))
    assert f"a donné à Anne Roy le rôle Gestionnaire Caf à partir du {clock.today():%d/%m/%Y}" in text
    assert "a mis fin au rôle Gestionnaire Caf d'Anne Roy" in text
    assert "(motif : Mutation)" in text
