"""The whole story in a browser: from an organisation that nobody knows to a declaration that its Caf has validated.

Mails are read where a real SMTP server received them.
"""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.story_steps import (
    Person,
    activate,
    choose_person,
    enter,
    fill,
    follow,
    leave,
    menu,
    menu_entries,
    open_row,
    press,
    text_of,
    the_mail,
    type_figures,
)
from tests.net.reading import Text, alike

YEAR = 2026  # its prévisionnelle is open for good: late is accepted
FROM = f"01/01/{YEAR}"
# What was due before an activity was registered is not asked for: this one is as old as the campaign.
REGISTERED_IN_TIME = f"""
from portal.habpps.models import Activity
Activity.objects.filter(name="Le Phare").update(registered_on="{YEAR}-01-01")
"""
UNTIL = "31/12/2099"
PARTNER, AGREEMENT, ACTIVITY = "Association L’Ancre", "Convention L’Ancre", "Le Phare"
SIRET, WRONG_SIRET = "732 829 320 00074", "732 829 320 00075"

FIRST = Person("Agathe", "Besson", "neuf lanternes au bord du canal")
SECOND = Person("Bruno", "Collet", "la girafe compte ses boutons")
USER = Person("Camille", "Delmas", "un hamac sous les tilleuls gris")

ACTIVITY_DATA = {"girls_12_17": "40", "boys_12_17": "45", "opening_days": "200", "opening_hours": "1 200"}
CHARGES = {"account_60": "4 000", "account_61": "5 000", "account_64": "45 000", "account_86": "1 000"}
PRODUITS = {"account_70623": "19 000", "account_744": "34 000", "account_87": "1 000"}
REASON = "Précisez les achats : le compte 60 paraît faible."


def register_the_partner(page: Page, inspect) -> None:
    menu(page, "Enregistrer un organisme partenaire")
    fill(page, {"siret": WRONG_SIRET, "name": PARTNER, "town": "Amiens"})
    page.select_option("select[name=partner_type]", index=1)
    press(page, "Valider")
    expect(page.get_by_role("main")).to_contain_text("SIRET")
    expect(page).to_have_title(re.compile(r"^Erreur\s: "))
    expect(page.locator("#id_siret")).to_have_value(WRONG_SIRET)
    expect(page.locator("#id_town")).to_have_value("Amiens")
    inspect(page, "story-siret-refused")
    fill(page, {"siret": SIRET})
    press(page, "Valider")
    expect(page.get_by_role("heading", level=1)).to_have_text(PARTNER)


def record_the_agreement(page: Page, inspect) -> None:
    """The papers, the administrators; then the activity; then it counts."""
    follow(page, "Enregistrer une convention")
    dates = dict.fromkeys(("opens_on", "contract_opens_on", "enrolment_opens_on"), FROM)
    people = {**FIRST.named("first-"), **SECOND.named("second-")}
    fill(page, {"label": AGREEMENT, "closes_on": UNTIL, **dates, **people})
    page.get_by_label("Oui : les administrateurs").check()
    inspect(page, "story-agreement-record")
    press(page, "Valider")
    # The papers were signed before they are recorded.
    fill(page, {"late_reason": "Convention signée avant l’ouverture du portail"})
    press(page, "Valider")
    expect(page.get_by_role("heading", level=1)).to_have_text(AGREEMENT)
    inspect(page, "story-agreement-draft")
    agreement = page.url

    menu(page, "Consulter les organismes partenaires")
    fill(page, {"texte": PARTNER})
    press(page, "Rechercher")
    open_row(page, PARTNER)
    follow(page, "Ajouter une activité")
    fill(page, {"name": ACTIVITY, "opens_on": FROM})
    page.select_option("select[name=nature]", index=1)
    press(page, "Valider")
    expect(page.get_by_role("table").filter(has_text=ACTIVITY)).to_be_visible()
    inspect(page, "story-partner")

    page.goto(agreement)
    press(page, "Valider la convention")
    expect(page.get_by_role("main")).to_contain_text("La convention est validée : les accès sont ouverts.")
    follow(page, "Gérer les groupes")
    expect(page.get_by_role("main")).to_contain_text("AFAS Habiliter")
    expect(page.get_by_role("main")).to_contain_text("AFAS Déclarer")


def create_the_user(page: Page, inspect) -> None:
    menu(page, "Consulter les conventions")
    follow(page, AGREEMENT)
    follow(page, "Gérer les utilisateurs")
    expect(page.get_by_role("heading", level=1)).to_have_text("LISTE DES UTILISATEURS")
    inspect(page, "story-users")
    follow(page, "Créer un utilisateur")
    expect(page.get_by_role("heading", level=1)).to_have_text("CRÉER UN UTILISATEUR PARTENAIRE")
    fill(page, {**USER.named(), "phone": "03 22 00 00 00", "phone_again": "03 22 00 00 00"})
    inspect(page, "story-user-create")
    press(page, "Valider")
    expect(page.get_by_role("heading", level=1)).to_have_text("LISTE DES UTILISATEURS")
    open_row(page, USER.last_name)
    follow(page, "Ajouter à un groupe")
    page.get_by_label("Groupe").select_option(label="AFAS-DEC - AFAS Déclarer")
    press(page, "Ajouter au groupe")
    expect(page.get_by_role("table", name="Groupes et rôles")).to_contain_text("AFAS Déclarer")


def give_the_roles(page: Page, inspect) -> None:
    """The three roles over the activity, from today."""
    menu(page, "Administration des profils")
    follow(page, "Habiliter un utilisateur")
    expect(page.get_by_role("heading", level=1)).to_have_text("HABILITER UN UTILISATEUR")
    choose_person(page, USER.last_name[:4].lower(), USER.last_name)
    for box in page.locator("input[name=roles]").all():
        box.check()
    page.get_by_label(ACTIVITY).check()
    inspect(page, "story-assign")
    press(page, "Enregistrer et quitter")
    expect(page.get_by_role("main")).to_contain_text("3 habilitations enregistrées pour Camille Delmas (")
    # They count once the account is activated.
    follow(page, "Inactif")
    expect(page.get_by_role("row").filter(has_text=USER.last_name)).to_have_count(3)


def discover_the_portal(page: Page, inspect) -> None:
    """The first connection, then the second."""
    main = page.get_by_role("main")
    expect(main).to_contain_text("C’est votre première connexion à ce service.")
    expect(main).to_contain_text("déconnecté au bout de 30 minutes sans activité")
    entries = menu_entries(page)
    assert "Mes déclarations" in entries
    foreign = {
        "Administration des profils",
        "Enregistrer une convention",
        "Consulter le journal",
        "Déclarations à traiter",
    }
    assert not foreign & set(entries)
    inspect(page, "story-welcome")
    leave(page)
    enter(page, USER)
    expect(main).to_contain_text("Votre dernière connexion à ce service date du")


def open_the_declaration(page: Page, inspect) -> str:
    """Its address."""
    menu(page, "Mes déclarations")
    expect(page.get_by_role("table").filter(has_text=ACTIVITY).first).to_be_visible()
    inspect(page, "story-declarations")
    open_row(page, "Prévisionnel")
    expect(page.get_by_role("heading", level=1)).to_have_text(ACTIVITY)
    return page.url


def enter_the_activity_data(page: Page, inspect) -> None:
    follow(page, "Saisir les données d’activité")
    press(page, "Ajouter des lignes")
    page.select_option('[name="animators.0.diploma"]', "LEVEL_4")
    row = {"animators.0.etp": "1", "animators.0.months": "12", "animators.0.etp_asked": "1"}
    type_figures(page, {**row, **ACTIVITY_DATA})
    inspect(page, "story-entry-activity")
    press(page, "Fournir les données d’activité")
    expect(page.get_by_role("main")).to_contain_text(re.compile("Données d.activité\\s: fournies"))


def enter_the_financial_data(page: Page, inspect) -> None:
    """A budget out of balance is refused, then balanced; the estimate follows as figures are typed."""
    follow(page, "Saisir les données financières")
    type_figures(page, {**CHARGES, "animator_cost": "38 000"})
    expect(page.locator("#synthese")).to_contain_text(re.compile(r"55\s000,00\s€"))
    expect(page.locator("#synthese")).to_contain_text(re.compile(r"19\s000,00\s€"))
    for section, line in (("Charges", "account_62"), ("Produits", "account_742")):
        press(page, f"Mettre 0 aux lignes vides : {section}")
        expect(page.locator(f'[name="{line}"]')).to_have_value("0")
    type_figures(page, PRODUITS)
    press(page, "Fournir les données financières")
    expect(page.get_by_role("main")).to_contain_text("Équilibrez le budget prévisionnel")
    expect(page.locator('[name="account_744"]')).to_have_value(re.compile(r"34\s000"))
    inspect(page, "story-entry-unbalanced")
    type_figures(page, {"account_744": "35 000"})
    expect(page.locator("#synthese")).not_to_contain_text("Équilibrez le budget")
    inspect(page, "story-entry-financial")
    press(page, "Fournir les données financières")
    expect(page.get_by_role("main")).to_contain_text("La déclaration attend maintenant l’approbation.")


def transmit(page: Page) -> str:
    """From the declaration's page to the receipt, whose reference is answered. The form is sent twice."""
    follow(page, "Voir le récapitulatif complet")
    page.get_by_label("J’atteste que ces données sont exactes").check()
    form = page.locator("form:has([name=attest])").evaluate("form => Object.fromEntries(new FormData(form))")
    recap = page.url
    press(page, "Transmettre à la Caf")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    again = page.request.post(recap, form=form, headers={"Referer": recap})
    assert again.url == page.url
    return page.locator("#receipt-number").inner_text().removeprefix("Référence ")


def read_the_receipt(page: Page, reference: str) -> None:
    """On screen, then as a PDF."""
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"Reçue le .*20\d\d.* à \d+"))
    expect(main).to_contain_text("Caf de la Somme")
    sha256 = page.locator(".receipt__sha").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", sha256)
    with page.expect_download() as download:
        follow(page, "Télécharger (PDF)")
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages)
    assert reference in text


def test_from_an_unknown_organisation_to_a_validated_declaration(new_page, sign_in, portal_server, smtp_peer, inspect):
    # The Caf opens the access.
    caf_admin = new_page()
    sign_in(caf_admin, "caf_admin")
    register_the_partner(caf_admin, inspect)
    record_the_agreement(caf_admin, inspect)
    smtp_peer.deliver()

    # The administrators come in; one of them brings a user, with the three roles.
    admin, second = new_page(), new_page()
    for page, person in ((admin, FIRST), (second, SECOND)):
        activate(page, smtp_peer, person)
        enter(page, person)
        expect(page.get_by_role("main")).to_contain_text(f"Bonjour {person.first_name} {person.last_name}")
    create_the_user(admin, inspect)
    smtp_peer.deliver()
    give_the_roles(admin, inspect)

    # The user enters and transmits.
    user = new_page()
    activate(user, smtp_peer, USER)
    enter(user, USER)
    discover_the_portal(user, inspect)
    portal_server.manage("shell", "--no-imports", "-c", REGISTERED_IN_TIME)
    portal_server.manage("open_campaigns", "--year", str(YEAR))
    hub = open_the_declaration(user, inspect)
    enter_the_activity_data(user, inspect)
    enter_the_financial_data(user, inspect)
    follow(user, "Voir le récapitulatif complet")
    inspect(user, "story-recap")
    user.goto(hub)
    reference = transmit(user)
    read_the_receipt(user, reference)
    inspect(user, "story-receipt")
    smtp_peer.deliver()
    mail = text_of(the_mail(smtp_peer, USER, "Accusé de réception"))
    assert reference in mail
    assert user.locator(".receipt__sha").inner_text() in mail
    user.goto(hub)
    expect(user.locator(".sent > li")).to_have_count(1)

    # The case worker returns one half.
    agent = new_page()
    sign_in(agent, "caf_agent")
    menu(agent, "Déclarations à traiter")
    fill(agent, {"organisme": PARTNER})
    press(agent, "Rechercher")
    open_row(agent, ACTIVITY)
    press(agent, "Prendre en charge")
    inspect(agent, "story-caf-file")
    follow(agent, "Retourner")
    agent.get_by_label("Données financières").check()
    fill(agent, {"reason": REASON})
    press(agent, "Retourner à l’organisme")
    smtp_peer.deliver()
    assert REASON in Text(alike(text_of(the_mail(smtp_peer, USER, "Retournée par la Caf"))))

    # The user corrects: version 2, version 1 stays readable.
    user.goto(hub)
    expect(user.get_by_role("main")).to_contain_text(REASON)
    inspect(user, "story-returned")
    follow(user, "Corriger")
    type_figures(user, {"account_60": "4 500", "account_744": "35 500"})
    press(user, "Fournir les données financières")
    expect(user.get_by_role("main")).to_contain_text("La déclaration attend maintenant l’approbation.")
    assert transmit(user) != reference
    user.goto(hub)
    expect(user.locator(".sent > li")).to_have_count(2)
    user.get_by_role("link", name="Données transmises en version 1").click()
    expect(user.get_by_role("main")).to_contain_text(re.compile(r"4\s000,00"))

    # The file has stayed with the case worker, who validates.
    menu(agent, "Déclarations à traiter")
    fill(agent, {"organisme": PARTNER})
    press(agent, "Rechercher")
    expect(agent.get_by_role("main")).to_contain_text("Revenue corrigée")
    open_row(agent, ACTIVITY)
    follow(agent, "Valider")
    press(agent, "Valider la déclaration")
    smtp_peer.deliver()
    the_mail(smtp_peer, USER, "Validée par la Caf")

    # What others see of it.
    stranger = new_page()
    sign_in(stranger, "other_partner_admin")
    assert stranger.goto(hub).status == 404
    menu(caf_admin, "Consulter le journal")
    for step in ("a validé la version 2", "a pris en charge la version 1", "a donné accès à la convention"):
        expect(caf_admin.get_by_role("main")).to_contain_text(step)
    inspect(caf_admin, "story-journal")
    portal_server.manage("verify_journal")
