"""What a Caf funds: added, changed, closed, reopened; and what services have begun of it."""

from datetime import date, timedelta

import pytest

from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions import activities
from portal.habpps.agreements.actions.activities import change_activity, close_activity, reopen_activity
from portal.habpps.agreements.rules.activities import why_not_dates, why_not_type
from portal.habpps.extensions import Use
from portal.habpps.models import Activity
from portal.habpps.partners.actions.sites import close_site
from portal.journal.models import Entry
from tests.factories.afas import YEAR, declaration_of, entered
from tests.factories.habpps import AgreementFactory, PartnerFactory, SiteFactory, actor
from tests.net.reading import read, source


def add_activity(here, **typed) -> Activity:
    values = {
        "name": "Espace jeunes",
        "type_code": "PSJEUNE",
        "nature_code": "STRUCTURE_JEUNESSE",
        "opens_on": here.agreement.opens_on,
    }
    return activities.add_activity(actor=actor(here.caf_admin), agreement=here.agreement, **{**values, **typed})


def test_an_activity_is_the_catalogue_s(here):
    activity = add_activity(here, sites=[here.site])
    assert list(activity.sites.all()) == [here.site]
    assert Entry.objects.filter(kind="habpps.activity_added", agreement_id=here.agreement.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"type_code": "INVENTE"}, "type_code"),
        ({"nature_code": "INVENTEE"}, "nature_code"),
        ({"name": "  espace   JEUNES "}, "name"),
    ],
)
def test_an_activity_that_cannot_be(here, typed, field):
    add_activity(here)
    before = Activity.objects.count()
    with pytest.raises(ActionError) as error:
        add_activity(here, **{"name": "Autre", **typed})
    assert list(error.value.errors) == [field]
    assert Activity.objects.count() == before


def test_an_activity_has_dates_and_places_that_fit(here, elsewhere):
    opens = here.agreement.opens_on
    for typed, field in (
        ({"closes_on": opens - timedelta(days=1)}, "closes_on"),
        ({"sites": [elsewhere.site]}, "sites"),
    ):
        with pytest.raises(ActionError) as error:
            add_activity(here, **typed)
        assert list(error.value.errors) == [field]
    assert here.agreement.activities.count() == 1


def test_an_activity_may_be_older_than_the_convention(here):
    """The Caf funded it before it opened an access to the portal."""
    activity = add_activity(here, name="Accueil libre", opens_on=here.agreement.opens_on - timedelta(days=900))
    assert activity.agreement == here.agreement


def test_a_closed_convention_takes_nothing_more(here):
    closed = AgreementFactory(caf=here.caf, closed=True, partner=PartnerFactory())
    here.agreement = closed
    with pytest.raises(Refused, match="clôturée"):
        add_activity(here)
    assert not closed.activities.exists()
    SiteFactory(partner=closed.partner)


def change(user, activity, **typed) -> Activity:
    values = {
        "name": activity.name,
        "type_code": activity.type_code,
        "nature_code": activity.nature_code,
        "opens_on": activity.opens_on,
        "closes_on": activity.closes_on,
        "sites": list(activity.sites.order_by("pk")),
    }
    return change_activity(actor=actor(user), activity=activity, **{**values, **typed})


def test_a_change_is_told_with_old_and_new(here):
    other = SiteFactory(partner=here.partner, name="Salle B")
    last = date(here.agreement.opens_on.year + 3, 12, 31)
    change(here.caf_admin, here.activity, name="Espace jeunes", closes_on=last, sites=[other])
    here.activity.refresh_from_db()
    assert (here.activity.name, here.activity.closes_on, list(here.activity.sites.all())) == (
        "Espace jeunes",
        last,
        [other],
    )
    changes = Entry.objects.get(kind="habpps.activity_changed").facts["changes"]
    assert changes[2] == f"lieux d'implantation : «\u00a0{here.site.name}\u00a0» devient «\u00a0Salle B\u00a0»"
    assert len(changes) == 3


def test_a_change_of_nothing_writes_nothing(here):
    change(here.caf_admin, here.activity)
    assert not Entry.objects.filter(kind="habpps.activity_changed").exists()


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_changes_an_activity(here, kind):
    who = getattr(here, kind)
    for work in (
        lambda: change(who, here.activity, name="X"),
        lambda: close_activity(actor=actor(who), activity=here.activity, closes_on=date(2030, 1, 1)),
        lambda: reopen_activity(actor=actor(who), activity=here.activity),
    ):
        with pytest.raises(Refused):
            work()
    fresh = Activity.objects.get(pk=here.activity.pk)
    assert (fresh.name, fresh.closes_on) == (here.activity.name, None)


def test_the_activities_of_others_are_out_of_reach(here, elsewhere):
    with pytest.raises(Refused):
        change(here.caf_admin, elsewhere.activity, name="X")


def test_under_a_closed_convention_an_activity_is_history(here):
    closed = AgreementFactory(caf=here.caf, closed=True, partner=PartnerFactory())
    activity = Activity.objects.create(
        agreement=closed, name="A", type_code="PSJEUNE", nature_code="STRUCTURE_JEUNESSE", opens_on=closed.opens_on
    )
    with pytest.raises(Refused, match="clôturée"):
        change(here.caf_admin, activity, name="B")
    with pytest.raises(Refused, match="clôturée"):
        close_activity(actor=actor(here.caf_admin), activity=activity, closes_on=closed.opens_on)


def test_a_place_that_has_closed_stays_with_the_activity_and_joins_no_other(here):
    shut = SiteFactory(partner=here.partner, closed_on=here.agreement.opens_on)
    with pytest.raises(ActionError, match="fermé"):
        change(here.caf_admin, here.activity, sites=[here.site, shut])
    close_site(actor=actor(here.caf_admin), site=here.site, closed_on=here.agreement.opens_on)
    assert change(here.caf_admin, here.activity, name="Autre nom").sites.count() == 1


def test_an_activity_closes_on_a_day_to_come_and_reopens(here):
    who, last = actor(here.caf_admin), date(2030, 12, 31)
    for _ in range(2):
        close_activity(actor=who, activity=here.activity, closes_on=last)
    for _ in range(2):
        reopen_activity(actor=who, activity=here.activity)
    told = Entry.objects.filter(object_type="habpps.activity").order_by("id").values_list("kind", flat=True)
    assert list(told) == ["habpps.activity_closed", "habpps.activity_reopened"]
    here.activity.refresh_from_db()
    assert here.activity.closes_on is None


def test_an_activity_does_not_close_before_it_opens(here):
    with pytest.raises(ActionError) as error:
        close_activity(
            actor=actor(here.caf_admin), activity=here.activity, closes_on=here.activity.opens_on - timedelta(days=1)
        )
    assert list(error.value.errors) == ["closes_on"]


@pytest.fixture
def opened_long_ago(here):
    """Before the year that declarations are about, whatever today is."""
    here.activity.opens_on = date(YEAR - 2, 1, 1)
    here.activity.save()


@pytest.mark.usefixtures("opened_long_ago")
def test_what_is_begun_of_a_year_keeps_the_activity_open_in_it(here):
    """The last day may fall in that year, not before; the type stays; nothing else is held."""
    entered(declaration_of(here.activity))
    who = actor(here.caf_admin)
    for work in (
        lambda: close_activity(actor=who, activity=here.activity, closes_on=date(YEAR - 1, 12, 31)),
        lambda: change(here.caf_admin, here.activity, closes_on=date(YEAR - 1, 12, 31)),
    ):
        with pytest.raises(ActionError, match=f"l'exercice {YEAR}") as error:
            work()
        assert list(error.value.errors) == ["closes_on"]
    assert Activity.objects.get(pk=here.activity.pk).closes_on is None
    close_activity(actor=who, activity=here.activity, closes_on=date(YEAR, 1, 1))


@pytest.mark.usefixtures("opened_long_ago")
def test_a_declaration_that_nobody_has_begun_holds_nothing(here):
    declaration_of(here.activity)
    closed = close_activity(actor=actor(here.caf_admin), activity=here.activity, closes_on=date(YEAR - 1, 12, 31))
    assert closed.closes_on == date(YEAR - 1, 12, 31)


def test_the_rules_speak_of_the_years_begun():
    use = Use(frozenset({2024, 2026}), 1)
    assert why_not_dates(use, date(2024, 12, 31), date(2026, 1, 1)) == {}
    assert list(why_not_dates(use, date(2025, 1, 1), date(2025, 12, 31))) == ["opens_on", "closes_on"]
    assert why_not_dates(Use(), date(2030, 1, 1), date(2030, 1, 1)) == {}
    assert why_not_type(use, "PSJEUNE", "CLAS")
    assert why_not_type(Use(), "PSJEUNE", "CLAS") == ""
    assert Use.of_all([use, Use(frozenset({2027}), 2)]) == Use(frozenset({2024, 2026, 2027}), 3)


def test_an_activity_is_changed_and_closed_on_screen(client, here):
    declaration_of(here.activity)
    client.force_login(here.caf_admin)
    key = here.activity.public_id
    page = source(client.get(f"/activites/{key}/modifier"))
    assert here.activity.name in page
    assert 'value="PSJEUNE:STRUCTURE_JEUNESSE" selected' in page
    typed = {"name": "Espace jeunes", "nature": "PSJEUNE:STRUCTURE_JEUNESSE", "sites": [here.site.public_id]}
    assert client.post(f"/activites/{key}/modifier", typed).status_code == 422
    opens_on = f"{here.activity.opens_on:%d/%m/%Y}"
    assert client.post(f"/activites/{key}/modifier", {**typed, "opens_on": opens_on}).status_code == 302
    assert "1\u00a0déclaration n&#39;est pas validée" in read(client.get(f"/activites/{key}/fermer"))
    answer = client.post(f"/activites/{key}/fermer", {"closes_on": "31/12/2030"})
    assert "ferme le 31\u00a0décembre 2030" in read(client.get(answer.url))
    client.post(f"/activites/{key}/rouvrir")
    fresh = Activity.objects.get(public_id=key)
    assert (fresh.name, fresh.closes_on) == ("Espace jeunes", None)


def test_an_error_of_the_type_shows_at_the_field_that_asks_it(client, here, monkeypatch):
    monkeypatch.setattr(
        "portal.habpps.agreements.actions.activities.why_not_type", lambda *asked: "Le type ne change plus."
    )
    client.force_login(here.caf_admin)
    typed = {"name": "X", "nature": "PSJEUNE:STRUCTURE_JEUNESSE", "opens_on": f"{here.activity.opens_on:%d/%m/%Y}"}
    page = source(client.post(f"/activites/{here.activity.public_id}/modifier", typed))
    assert 'href="#id_nature"' in page
