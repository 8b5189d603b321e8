"""« Lieux d'implantation »: added, changed, closed, reopened."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.models import Site
from portal.habpps.partners.actions.sites import add_site, change_site, close_site, reopen_site
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.habpps import SiteFactory, actor, grant, person, siret
from tests.net.reading import read, source


def test_a_place_is_added_once(here):
    site = add_site(actor=actor(here.caf_admin), partner=here.partner, name=" Salle  Jean-Vilar ", town="Amiens")
    assert site.name == "Salle Jean-Vilar"
    with pytest.raises(ActionError, match="déjà un lieu"):
        add_site(actor=actor(here.caf_admin), partner=here.partner, name="salle jean-vilar")
    assert Site.objects.filter(partner=here.partner, name="Salle Jean-Vilar").count() == 1


def test_no_place_is_added_to_somebody_else_s_organisation(here, elsewhere):
    with pytest.raises(Refused):
        add_site(actor=actor(here.caf_admin), partner=elsewhere.partner, name="Salle")
    assert elsewhere.partner.sites.count() == 1


def test_a_place_has_its_own_siret(here):
    number = siret(9_000_200)
    site = add_site(actor=actor(here.caf_admin), partner=here.partner, name="Salle", siret=f"{number[:9]} {number[9:]}")
    assert site.siret == number
    with pytest.raises(ActionError) as error:
        add_site(actor=actor(here.caf_admin), partner=here.partner, name="Autre", siret="123")
    assert list(error.value.errors) == ["siret"]
    assert here.partner.sites.count() == 2


def test_a_change_is_told_with_old_and_new(here):
    who = actor(here.caf_admin)
    for _ in range(2):
        change_site(actor=who, site=here.site, name="Salle des fêtes", town="Albert")
    entry = Entry.objects.get(kind="habpps.site_changed")
    assert entry.facts["changes"][1] == "commune : «\u00a0Amiens\u00a0» devient «\u00a0Albert\u00a0»"
    here.site.refresh_from_db()
    assert (here.site.name, here.site.town) == ("Salle des fêtes", "Albert")


def test_a_name_stays_unique(here):
    other = SiteFactory(partner=here.partner, name="Salle")
    with pytest.raises(ActionError, match="déjà un lieu"):
        change_site(actor=actor(here.caf_admin), site=here.site, name="SALLE")
    assert change_site(actor=actor(here.caf_admin), site=other, name="SALLE").name == "SALLE"


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_changes_a_place(here, kind):
    who = actor(getattr(here, kind))
    for work in (
        lambda: change_site(actor=who, site=here.site, name="X"),
        lambda: close_site(actor=who, site=here.site, closed_on=clock.today()),
        lambda: reopen_site(actor=who, site=here.site),
    ):
        with pytest.raises(Refused):
            work()
    fresh = Site.objects.get(pk=here.site.pk)
    assert (fresh.name, fresh.closed_on) == (here.site.name, None)


def test_the_places_of_others_are_out_of_reach(here, elsewhere):
    with pytest.raises(Refused):
        close_site(actor=actor(here.caf_admin), site=elsewhere.site, closed_on=clock.today())
    elsewhere.site.refresh_from_db()
    assert elsewhere.site.closed_on is None


def test_a_closed_place_is_offered_no_more_and_keeps_its_rights(client, here):
    """Roles given before follow their own dates; a new one is refused, on screen and behind it."""
    holder = person()
    held = grant(holder, Role.APPROVER, here.site, agreement=here.agreement)
    close_site(actor=actor(here.caf_admin), site=here.site, closed_on=clock.today())
    assert held.pk in {each.id for each in actor(holder).grants}
    here.site.refresh_from_db()
    with pytest.raises(ActionError, match="fermé"):
        assign_roles(
            actor=actor(here.admin),
            agreement=here.agreement,
            user=here.declarant,
            roles=[Role.APPROVER],
            valid_from=clock.today(),
            sites=[here.site],
        )
    client.force_login(here.caf_admin)
    page = source(client.get(f"/conventions/{here.agreement.public_id}/activites/ajouter"))
    assert here.site.public_id not in page


def test_a_closed_place_lacks_nobody(client, here):
    """« Non attribué » calls for no role over a place that has closed."""
    shut = SiteFactory(partner=here.partner, name="Ancienne salle", closed_on=clock.today())
    client.force_login(here.admin)
    page = source(client.get("/habilitations/?etat=VACANT&lieux=oui"))
    assert here.site.name in page
    assert shut.name not in page


def test_a_place_closes_once_and_reopens_once(here):
    who, day = actor(here.caf_admin), clock.today() - timedelta(days=3)
    for _ in range(2):
        close_site(actor=who, site=here.site, closed_on=day)
    for _ in range(2):
        reopen_site(actor=who, site=here.site)
    told = Entry.objects.filter(kind__startswith="habpps.site_").order_by("id").values_list("kind", "facts__was")
    assert list(told) == [("habpps.site_closed", None), ("habpps.site_reopened", day.isoformat())]


def test_a_place_does_not_close_tomorrow(here):
    with pytest.raises(ActionError, match="à venir"):
        close_site(actor=actor(here.caf_admin), site=here.site, closed_on=clock.today() + timedelta(days=1))


def test_another_siren_is_a_warning_and_no_refusal(client, here):
    client.force_login(here.caf_admin)
    typed = {"name": "Local prêté", "siret": siret(9_000_201)}
    answer = client.post(f"/organismes/{here.partner.public_id}/lieux/ajouter", typed)
    page = read(client.get(answer.url))
    assert "n&#39;a pas le même SIREN" in page
    assert "SIREN différent" in page
    assert here.partner.sites.filter(siret=siret(9_000_201)).count() == 1


def test_a_place_is_changed_and_closed_on_screen(client, here):
    client.force_login(here.caf_admin)
    key = here.site.public_id
    assert here.site.name in source(client.get(f"/lieux/{key}/modifier"))
    assert client.post(f"/lieux/{key}/modifier", {"name": ""}).status_code == 422
    assert client.post(f"/lieux/{key}/modifier", {"name": "Salle 2"}).status_code == 302
    assert "1\u00a0activité a lieu ici" in read(client.get(f"/lieux/{key}/fermer"))
    client.post(f"/lieux/{key}/fermer", {"closed_on": f"{clock.today():%d/%m/%Y}"})
    assert Site.objects.get(pk=here.site.pk).closed_on == clock.today()
    client.post(f"/lieux/{key}/rouvrir")
    assert Site.objects.get(pk=here.site.pk).closed_on is None
