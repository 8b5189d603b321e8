"""A partner's life with its rights, in a browser: people come, go, are replaced, suspended; the Caf keeps the papers.

Each journey is measured in clicks and seconds, written to `var/e2e-figures.txt`.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.base import clock
from tests.e2e.administering_steps import (
    COUNT_CLICKS,
    Figures,
    TimedInspector,
    download,
    fill_model,
    hide_something,
    read_book,
    send_file,
    small_pdf,
)
from tests.e2e.story_steps import (
    Person,
    activate,
    choose_person,
    enter,
    fill,
    follow,
    menu,
    menu_entries,
    open_row,
    press,
    text_of,
)

PARTNER, AGREEMENT, ACTIVITY = "Centre social Les Coteaux", "Convention Centre social Les Coteaux", "Structure Jeunesse"
ROLES = ("Fournisseur de données d’activité", "Fournisseur de données financières", "Approbateur")
NEWCOMER = Person("Odile", "Lenoir", "un kayak rouge sous le saule")
NEW_ADMIN = Person("Rachid", "Amrani", "la bouilloire chante en hiver")
ATELIER, LEAVING = "Convention Atelier du Vieux-Moulin", "Yves Fontaine"
ELSEWHERE = "sofia.vidal@montclair.example"  # administers another organisation
NEW_PASSWORD = "cinq parapluies au vestiaire"
REASON = "Connexions inhabituelles signalées par l’organisme."


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    found = Figures()
    yield found
    found.write()


@pytest.fixture
def look(inspect, figures) -> TimedInspector:
    return TimedInspector(inspect, figures)


@pytest.fixture
def person(new_page, sign_in) -> Callable[[str], Page]:
    """`person("caf_admin")`: the page of somebody of the demonstration, signed in, whose clicks are counted."""

    def come(key: str) -> Page:
        page = new_page()
        page.add_init_script(COUNT_CLICKS)
        sign_in(page, key)
        return page

    return come


def main(page: Page):
    return page.get_by_role("main")


def tick_activity(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile(f"^{ACTIVITY}")).check()


def users_of_the_agreement(page: Page, agreement: str = AGREEMENT) -> None:
    menu(page, "Consulter les conventions")
    follow(page, agreement)
    follow(page, "Gérer les utilisateurs")


def open_user(page: Page, name: str) -> None:
    users_of_the_agreement(page)
    fill(page, {"nom": name.rsplit(maxsplit=1)[-1]})
    press(page, "Rechercher")
    open_row(page, re.compile(name.rsplit(maxsplit=1)[-1]))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_user_with_three_roles_is_made_on_one_page(person, new_page, smtp_peer, look, figures):
    admin, user = person("partner_admin"), new_page()
    user.add_init_script(COUNT_CLICKS)
    with figures.journey("Créer un utilisateur avec ses trois rôles", admin):
        users_of_the_agreement(admin)
        follow(admin, "Créer un utilisateur")
        fill(admin, NEWCOMER.named())
        for label in ROLES:
            admin.get_by_label(label, exact=True).check()
        tick_activity(admin)
        look(admin, "user-with-roles")
        press(admin, "Valider")
        expect(admin.get_by_role("heading", level=1)).to_have_text("LISTE DES UTILISATEURS")
    expect(main(admin)).to_contain_text("L’accès est créé")
    open_row(admin, NEWCOMER.last_name)
    for label in ROLES:
        expect(admin.get_by_role("row").filter(has_text=label)).to_contain_text(ACTIVITY)
    look(admin, "user")

    smtp_peer.deliver()
    user.goto("/connexion/")
    with figures.journey("Activer son compte et voir ses déclarations", user):
        activate(user, smtp_peer, NEWCOMER)
        enter(user, NEWCOMER)
        menu(user, "Mes déclarations")
    expect(user.get_by_role("row").filter(has_text=ACTIVITY).first).to_be_visible()
    assert "Administration des profils" not in menu_entries(user)


def fifty_people() -> list[dict[str, str]]:
    """Half of them with a role."""
    return [
        {
            "Nom": f"Nouveau{chr(97 + number // 10)}{chr(97 + number % 10)}",
            "Prénom": "Alix",
            "Adresse mail": f"alix.{number:02}@coteaux.example",
            "Groupe": "AFAS Déclarer",
            "Rôles": "Fr DA" if number % 2 else "",
            "Activités": ACTIVITY if number % 2 else "",
        }
        for number in range(50)
    ]


def test_fifty_users_come_from_a_spreadsheet(person, smtp_peer, look, figures):
    admin, people = person("partner_admin"), fifty_people()
    with figures.journey("Accueillir 50 utilisateurs par un tableur, une ligne étant à corriger", admin):
        users_of_the_agreement(admin)
        follow(admin, "Créer à partir d’un tableur")
        look(admin, "import")
        name, model = download(admin, "link", "XLSX")
        assert name == "modele-utilisateurs.xlsx"
        wrong = [*people[:7], {**people[7], "Adresse mail": "alix.coteaux.example"}, *people[8:]]
        send_file(admin, "equipe.xlsx", hide_something(fill_model(model, wrong)))
        press(admin, "Contrôler le fichier")
        expect(main(admin)).to_contain_text("3 lignes ont une erreur")
        expect(main(admin)).to_contain_text("Colonnes non lues : « Service »")
        expect(admin.get_by_role("row").nth(1)).to_contain_text("masquée ou filtrée")
        expect(admin.get_by_role("row").nth(2)).to_contain_text("alix.coteaux.example")
        look(admin, "import-wrong")
        press(admin, "Renoncer à ce fichier")
        send_file(admin, "equipe.xlsx", fill_model(model, people))
        press(admin, "Contrôler le fichier")
        expect(main(admin)).to_contain_text("Toutes les lignes sont correctes")
        look(admin, "import-right")
        admin.evaluate(
            "addEventListener('submit', () => sessionStorage.said = document.querySelector('[data-busy-status]').textContent)"
        )
        press(admin, "Importer toutes les lignes")
        expect(main(admin)).to_contain_text("50 lignes importées")
    assert admin.evaluate("sessionStorage.said").startswith("Import en cours : 50")
    fill(admin, {"nom": "Nouveau"})
    press(admin, "Rechercher")
    expect(main(admin)).to_contain_text("50 utilisateurs trouvés")
    expect(admin.get_by_role("row").nth(1)).to_contain_text("Invitation envoyée le")
    assert len(smtp_peer.deliver()) >= 50

    # Many at once: those who wait are invited again, one by one answered.
    admin.get_by_label("Tout sélectionner sur cette page").check()
    look(admin, "users-ticked")
    press(admin, "Renvoyer l’invitation")
    look(admin, "users-invited-again")


def test_an_administrator_is_replaced_by_a_signed_avenant(person, new_page, smtp_peer, look, figures):
    admin, caf = person("all_roles"), person("caf_admin")
    today = f"{clock.today():%d/%m/%Y}"
    with figures.journey("Demander le remplacement d’un administrateur", admin):
        menu(admin, "Consulter les conventions")
        follow(admin, ATELIER)
        follow(admin, "Avenants")
        look(admin, "avenants-none")
        follow(admin, "Demander un avenant")
        admin.get_by_label(LEAVING).check()
        fill(admin, {**NEW_ADMIN.named(), "effective_on": today, "reason": "Départ à la retraite"})
        look(admin, "avenant-request")
        press(admin, "Demander l’avenant")
        expect(main(admin)).to_contain_text("L’avenant est demandé.")
        look(admin, "avenant-requested")
        _, content = download(admin, "link", "Télécharger le PDF")
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages)
    assert {"Fontaine", "Amrani", "retraite"} <= set(re.findall(r"\w+", text))
    smtp_peer.deliver()

    caf.goto("/")
    with figures.journey("Enregistrer la signature d’un avenant", caf):
        caf.locator("main li, main article").filter(has_text="Atelier du Vieux-Moulin").get_by_role(
            "link", name="Voir l’avenant"
        ).first.click()
        follow(caf, "Enregistrer la signature")
        look(caf, "avenant-sign")
        fill(caf, {"signed_on": today, "partner": "Gaëlle Perrin, directrice", "caf": "Sylvie Masson, Caf"})
        send_file(caf, "avenant-signe.pdf", small_pdf(), "application/pdf")
        press(caf, "Enregistrer la signature")
        expect(main(caf)).to_contain_text("La signature est enregistrée")
    look(caf, "avenant-signed")
    name, _ = download(caf, "link", "Avenant signé")
    assert name.endswith(".pdf")
    smtp_peer.deliver()
    assert [mail for mail in smtp_peer.to("yves.fontaine@vieux-moulin.example") if "signé" in str(mail["Subject"])]

    newcomer = new_page()
    activate(newcomer, smtp_peer, NEW_ADMIN)
    enter(newcomer, NEW_ADMIN)
    users_of_the_agreement(newcomer, ATELIER)
    expect(main(newcomer)).to_contain_text("Créer un utilisateur")
    fill(newcomer, {"nom": "Fontaine"})
    press(newcomer, "Rechercher")
    expect(newcomer.get_by_role("row").filter(has_text="Fontaine")).to_contain_text("Clôturé")


def test_a_suspended_person_reads_why_at_once(person, smtp_peer, look, figures):
    caf, suspended = person("caf_admin"), person("fr_da")
    menu(suspended, "Mes déclarations")
    with figures.journey("Suspendre une personne", caf):
        open_user(caf, "Amina Diallo")
        follow(caf, "Suspendre l’accès")
        fill(caf, {"reason": REASON})
        look(caf, "suspend")
        press(caf, "Suspendre l’accès de cette personne")
        expect(main(caf)).to_contain_text("est suspendu")
    look(caf, "user-suspended")

    follow(suspended, ACTIVITY)
    expect(main(suspended)).to_contain_text("suspendu")
    suspended.goto("/")
    expect(main(suspended)).to_contain_text("est suspendu par la Caf")
    look(suspended, "home-suspended")
    smtp_peer.deliver()
    mails = [text_of(mail) for mail in smtp_peer.to("amina.diallo@coteaux.example") if "suspendu" in mail["Subject"]]
    assert len(mails) == 1
    assert REASON in mails[0]

    with figures.journey("Lever la mesure", caf):
        menu(caf, "Mesures de précaution")
        look(caf, "measures")
        follow(caf, "Lever")
        fill(caf, {"reason": "Vérification faite."})
        press(caf, "Lever la mesure")
        expect(main(caf)).to_contain_text("La mesure est levée.")
    suspended.goto("/")
    menu(suspended, "Mes déclarations")
    follow(suspended, ACTIVITY)
    expect(suspended.get_by_role("heading", level=1)).to_have_text(ACTIVITY)


def test_somebody_leaves_and_another_takes_over(person, smtp_peer, look, figures):
    admin = person("partner_admin")
    leaves = clock.today() + timedelta(days=10)
    with figures.journey("Enregistrer un départ avec un successeur", admin):
        open_user(admin, "Julien Mercier")
        follow(admin, "Départ de l’organisme")
        fill(admin, {"last_day": f"{leaves:%d/%m/%Y}"})
        press(admin, "Voir ce qui change ce jour-là")
        expect(admin.get_by_role("table").filter(has_text="Espace ados Beaulieu")).to_be_visible()
        look(admin, "departure")
        choose_person(admin, "vass", "Claire Vasseur")
        press(admin, "Enregistrer le départ")
        expect(main(admin)).to_contain_text("Le départ de Julien Mercier est enregistré")
    smtp_peer.deliver()
    for who in ("julien.mercier", "claire.vasseur"):
        assert smtp_peer.to(f"{who}@coteaux.example"), who


def invite_from_elsewhere(page: Page) -> None:
    """Somebody who administers another organisation gets a role here, under the same identifier."""
    users_of_the_agreement(page)
    follow(page, "Créer un utilisateur")
    fill(page, {"last_name": "Vidal", "first_name": "Sofia", "email": ELSEWHERE, "email_again": ELSEWHERE})
    page.get_by_label("Approbateur", exact=True).check()
    tick_activity(page)
    press(page, "Valider")
    expect(main(page)).to_contain_text("L’accès est créé")


def test_several_organisations_and_one_s_own_account(person, new_page, sign_in, accounts, smtp_peer, look, figures):
    invite_from_elsewhere(person("partner_admin"))
    page = person("other_caf_partner")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invitations")
    page.get_by_role("button", name=re.compile("^Accepter")).click()
    page.wait_for_load_state()
    page.goto("/")
    switcher = page.locator("details.switcher")
    look(page, "several-organisations")
    with figures.journey("Passer à un autre organisme", page):
        switcher.locator("summary").click()
        switcher.get_by_role("button", name=PARTNER).click()
        expect(switcher.locator(".switcher__name")).to_have_text(PARTNER)
    menu(page, "Mes déclarations")
    expect(page.get_by_role("row").filter(has_text=ACTIVITY).first).to_be_visible()
    switcher.locator("summary").click()
    switcher.get_by_role("button", name="Toutes mes organisations").click()
    expect(switcher.locator(".switcher__name")).to_have_text("Toutes mes organisations")

    other = new_page()
    sign_in(other, "other_caf_partner")
    with figures.journey("Fermer une autre session", page):
        page.locator("details.account > summary").click()
        page.get_by_role("link", name="Mon compte", exact=True).click()
        look(page, "own-account")
        follow(page, "Fermer toutes les autres")
        fill(page, {"password": accounts["other_caf_partner"]["password"]})
        page.locator("main form button[type=submit]").click()
        look(page, "close-other-sessions")
        press(page, "Fermer les autres sessions")
        expect(main(page)).to_contain_text("1 autre session fermée")
    other.goto("/mes-droits")
    expect(other).to_have_url(re.compile("/connexion/"))

    with figures.journey("Télécharger ses données", page):
        page.locator("details.account > summary").click()
        page.get_by_role("link", name="Mes données", exact=True).click()
        name, content = download(page, "button", "Télécharger mes données")
    assert name.endswith(".json")
    assert ELSEWHERE in json.dumps(json.loads(content))
    page.goto("/mes-droits")
    look(page, "own-rights")

    with figures.journey("Changer de mot de passe", page):
        page.locator("details.account > summary").click()
        page.get_by_role("link", name="Changer mon mot de passe", exact=True).click()
        fill(page, {"old": accounts["other_caf_partner"]["password"], "password": NEW_PASSWORD})
        look(page, "change-password")
        press(page, "Changer le mot de passe")
        expect(main(page)).to_contain_text("mot de passe")
    smtp_peer.deliver()
    assert [mail for mail in smtp_peer.to(ELSEWHERE) if "mot de passe" in str(mail["Subject"])]


def test_the_caf_keeps_the_papers(person, look, figures):
    caf = person("caf_admin")
    with figures.journey("Modifier une convention", caf):
        menu(caf, "Consulter les conventions")
        follow(caf, AGREEMENT)
        follow(caf, "Modifier")
        look(caf, "agreement-change")
        fill(caf, {"label": f"{AGREEMENT} renouvelée"})
        press(caf, "Enregistrer")
        expect(caf.get_by_role("heading", level=1)).to_have_text(f"{AGREEMENT} renouvelée")
    with figures.journey("Joindre un PDF à une convention", caf):
        follow(caf, "Joindre une pièce")
        caf.select_option("select[name=kind]", index=1)
        fill(caf, {"title": "Convention signée"})
        send_file(caf, "convention.pdf", small_pdf(), "application/pdf")
        look(caf, "document-add")
        press(caf, "Joindre")
        expect(caf.get_by_role("table", name="Pièces jointes")).to_contain_text("Convention signée")
    look(caf, "agreement")
    agreement = caf.url
    _, content = download(caf, "link", "Convention signée")
    assert content == small_pdf()

    with figures.journey("Exporter la liste des conventions en XLSX", caf):
        menu(caf, "Consulter les conventions")
        look(caf, "agreements")
        name, content = download(caf, "button", "Conventions en XLSX")
    rows = list(read_book(content).worksheets[0].iter_rows(values_only=True))
    assert name.endswith(".xlsx")
    assert any(f"{AGREEMENT} renouvelée" in row for row in rows)
    caf.goto(agreement)
    follow(caf, "Historique")
    look(caf, "agreement-history")
    menu(caf, "Vue d’ensemble")
    look(caf, "supervision")
