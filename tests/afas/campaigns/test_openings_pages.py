"""« Ouvertures et sans objet », the page of an activity, « sans objet » and back: what the Caf does on screen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.afas.models import Declaration, State
from portal.base import clock
from portal.base.formats import short_date
from portal.habpps.models import Activity
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory, caf_admin, caf_agent, fr_da
from tests.net.reading import read, source

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


def address(name, *keys):
    return reverse(f"afas:{name}", args=keys)


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def behind():
    """A campaign that is over."""
    return afas.CampaignFactory(late=True)


@pytest.fixture
def activity(agreement, behind):
    return registered_today(agreement)


def registered_today(agreement) -> Activity:
    return ActivityFactory(agreement=agreement, registered_on=clock.today())


@pytest.fixture
def agent(client, agreement):
    person = caf_agent(agreement.caf)
    client.force_login(person)
    return person


def test_the_menu_leads_there_for_the_caf_alone(client, agreement, agent):
    assert address("caf_openings") in source(client.get(reverse("home")))
    client.force_login(fr_da(ActivityFactory(agreement=agreement)))
    assert address("caf_openings") not in source(client.get(reverse("home")))


def test_the_list_names_what_may_be_asked_for(client, activity, behind, agent):
    elsewhere = registered_today(AgreementFactory())
    page = client.get(address("caf_openings"))
    assert f"Prévisionnelle 2026, due le {short_date(behind.due_on)}" in read(page)
    assert address("caf_open", activity.public_id) in source(page)
    assert elsewhere.name not in read(page)


def test_an_activity_is_asked_for_one(client, activity, behind, agent):
    due_on = clock.today() + timedelta(days=10)
    here = address("caf_open", activity.public_id)
    answer = client.submit(here, {"campaigns": [behind.public_id], "due_on": short_date(due_on)}, follow=True)
    assert "1 déclaration ouverte" in read(answer)
    declaration = Declaration.objects.get()
    assert (declaration.activity, declaration.due_on) == (activity, due_on)
    assert "Aucune autre déclaration" in read(client.get(here))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"campaigns": None}, "Choisissez au moins une déclaration"),
        ({"due_on": "01/01/2020"}, "Choisissez un jour à venir"),
        ({"due_on": "bientôt"}, "date"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(client, activity, behind, agent, typed, said):
    data = {"campaigns": [behind.public_id], **typed}
    with unchanged():
        answer = client.submit(address("caf_open", activity.public_id), data)
    assert answer.status_code == 422
    assert said in read(answer)
    if typed.get("due_on"):
        assert typed["due_on"] in source(answer)


def test_one_is_said_to_be_without_object_and_comes_back(client, agreement, agent):
    declaration = afas.declaration_of(ActivityFactory(agreement=agreement))
    file = address("caf_file", declaration.public_id)
    here = address("caf_waive", declaration.public_id)
    assert here in source(client.get(file))
    page = client.submit(here, {"reason": "Fermée en 2024."}, follow=True)
    assert "Fermée en 2024." in read(page)
    assert Declaration.objects.get().state == State.WAIVED
    assert "Fermée en 2024." in read(client.get(address("caf_openings"), {"vue": "sans-objet"}))
    page = client.submit(file, follow=True)
    assert "est rétablie" in read(page)
    assert Declaration.objects.get().state == State.TO_ENTER


def test_without_a_reason_nothing_is_written(client, agreement, agent):
    declaration = afas.declaration_of(ActivityFactory(agreement=agreement))
    with unchanged():
        answer = client.submit(address("caf_waive", declaration.public_id), {"reason": " "})
    assert answer.status_code == 422
    assert "Indiquez pourquoi" in read(answer)


class TestTicked:
    """The list of what is not owed, from which several leave at once."""

    @pytest.fixture
    def declarations(self, agreement, behind):
        found = [afas.declaration_of(ActivityFactory(agreement=agreement), behind) for _ in range(2)]
        Activity.objects.update(registered_on=clock.today())
        return found

    def test_the_home_page_leads_there(self, client, declarations, agent):
        page = client.get(reverse("home"))
        assert "2 déclarations ouvertes à écarter" in read(page)
        assert f"{address('caf_openings')}?vue=a-ecarter" in source(page)

    def test_they_are_asked_about_then_waived_together(self, client, declarations, agent):
        selection = {"selection": [each.public_id for each in declarations]}
        with unchanged():
            page = client.post(address("caf_waive_ticked"), selection)
        assert all(each.activity.name in read(page) for each in declarations)
        given = {**selection, "confirmed": "oui", "reason": "Convention terminée."}
        page = client.post(address("caf_waive_ticked"), given, follow=True)
        assert "2 déclarations sont sans objet" in read(page)
        assert "Toutes les déclarations ouvertes sont dues et peuvent être saisies." in read(page)

    def test_nothing_ticked(self, client, declarations, agent):
        with unchanged():
            page = client.post(address("caf_waive_ticked"), {}, follow=True)
        assert "Cochez au moins une déclaration" in read(page)

    def test_what_another_caf_holds_is_left_alone(self, client, declarations):
        client.force_login(caf_agent(AgreementFactory().caf))
        with unchanged():
            client.post(
                address("caf_waive_ticked"),
                {"selection": [each.public_id for each in declarations], "confirmed": "oui", "reason": "Rien"},
            )


def test_the_partner_reads_why_and_has_nothing_to_do(client, agreement):
    declaration = afas.declaration_of(ActivityFactory(agreement=agreement))
    provider = fr_da(declaration.activity)
    afas.waived(declaration, afas.team_of(declaration), reason="Fermée en 2024.")
    client.force_login(provider)
    page = client.get(address("declaration", declaration.public_id))
    assert "Fermée en 2024." in read(page)
    assert "Vous n’avez rien à faire" in read(page)
    assert address("entry", declaration.public_id, "ACTIVITY") not in source(page)
    assert declaration.public_id not in source(client.get(address("declarations")))
    assert declaration.public_id in source(client.get(address("declarations"), {"etat": "WAIVED"}))
    assert declaration.public_id not in source(client.get(reverse("home")))


def test_what_is_not_owed_is_shown_to_the_partner_without_lateness(client, agreement, behind):
    declaration = afas.declaration_of(ActivityFactory(agreement=agreement), behind)
    provider = fr_da(declaration.activity)
    client.force_login(provider)
    assert "en retard" in read(client.get(address("declarations")))
    Activity.objects.update(registered_on=clock.today())
    for page in (address("declarations"), reverse("home")):
        assert "en retard" not in read(client.get(page))
    page = read(client.get(address("declaration", declaration.public_id)))
    assert "Vous ne devez pas cette déclaration" in page
    assert "en retard de" not in page


@pytest.mark.parametrize("view", ["", "a-ecarter", "sans-objet", "nonsense"])
def test_lists_cost_the_same_with_many_rows(client, agreement, behind, same_queries, view):
    client.force_login(caf_admin(agreement.caf))

    def more(count):
        for _ in range(count):
            registered_today(agreement)
            afas.declaration_of(registered_today(agreement), behind)
            afas.waived(afas.declaration_of(ActivityFactory(agreement=agreement), behind))

    same_queries(f"{address('caf_openings')}?vue={view}", lambda: more(1), lambda: more(4))


def test_the_catalogue_says_which_amounts_are_confirmed(client, agent):
    page = read(client.get(address("caf_catalogue")))
    assert "Plafond par ETP" in page
    assert "à confirmer" in page
    assert "n’est pas prêt" not in page


def test_a_date_of_another_year(client, activity, behind, agent):
    """After 31 December of the year that follows, nothing is paid."""
    late = date(behind.fiscal_year + 2, 1, 1)
    with unchanged():
        answer = client.submit(
            address("caf_open", activity.public_id), {"campaigns": [behind.public_id], "due_on": short_date(late)}
        )
    assert "rien n’est payé après ce jour" in read(answer)
