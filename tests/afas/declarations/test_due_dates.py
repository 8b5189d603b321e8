"""A due date is a day that counts, in Paris, and is said in one way: « jusqu’au 3 décembre 2026 inclus (heure de Paris) »."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from post_office.models import Email

import portal
from portal.afas.approval.actions import transmit_declaration
from portal.afas.approval.pdf import receipt_of
from portal.afas.declarations.queries.loading import ROWS
from portal.afas.declarations.rules import is_late, not_open_reason
from portal.afas.declarations.tables.steps import SOON, describe_due_date
from portal.afas.desk.queries import campaign_progress, late_declarations, late_on
from portal.afas.models import CampaignDates, Declaration
from portal.base import clock, formats
from tests.factories import afas
from tests.factories.habpps import actor, caf_agent
from tests.net.reading import read

DUE = date(2026, 12, 3)
SAID = "jusqu'au 3 décembre 2026 inclus (heure de Paris)"
"""As a page reads, whatever its apostrophes and spaces."""


@pytest.fixture
def declaration(db):
    campaign = afas.CampaignFactory(opens_on=date(2026, 10, 1), due_on=DUE)
    return afas.declaration_of(campaign=campaign)


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def test_a_sentence_says_the_last_day_and_where():
    assert formats.until_day(DUE) == "jusqu’au 3\u00a0décembre 2026 inclus (heure de\u00a0Paris)"
    assert formats.last_day(DUE) == "03/12/2026 inclus"


DAYS = [(DUE - timedelta(days=1), False), (DUE, False), (DUE + timedelta(days=1), True)]


@pytest.mark.parametrize(("today", "late"), DAYS)
def test_the_last_day_is_not_late_the_next_one_is(declaration, today, late):
    """The rule, the list, the count of the campaign and the words agree."""
    agent = actor(caf_agent(declaration.caf), today)
    assert is_late(declaration, today) == late
    assert ROWS.filter(late_on(today)).exists() == late
    assert (late_declarations(agent, today=today).count() > 0) == late
    assert [each.late for each in campaign_progress(agent, today)] == [int(late)]
    assert ("en retard" in formats.days_left(DUE, today)) == late


def test_the_dates_of_its_caf_decide(declaration):
    extended = DUE + timedelta(days=10)
    CampaignDates.objects.create(
        campaign=declaration.campaign, caf=declaration.caf, opens_on=date(2026, 10, 1), due_on=extended
    )
    fresh = Declaration.objects.get(pk=declaration.pk)
    assert [is_late(fresh, extended + timedelta(days=more)) for more in (0, 1)] == [False, True]
    assert [ROWS.filter(late_on(extended + timedelta(days=more))).exists() for more in (0, 1)] == [False, True]


@pytest.mark.parametrize("days", [SOON - 1, SOON, SOON + 1])
def test_the_last_fortnight_is_urgent(declaration, days):
    assert describe_due_date(declaration, DUE - timedelta(days=days)).urgent == (days <= SOON)


@pytest.mark.parametrize(
    ("instant", "late"),
    [
        (datetime(2026, 12, 3, 22, 59, 59, tzinfo=UTC), False),  # 23:59:59 in Paris
        (datetime(2026, 12, 3, 23, 0, 0, tzinfo=UTC), True),  # midnight in Paris, 19:00 in Guadeloupe
    ],
)
def test_a_transmission_is_late_by_the_clock_of_its_receipt(declaration, team, instant, late, monkeypatch):
    """Whatever the day on which the page was opened: the person read the recap on the 3rd."""
    afas.provided(declaration, team)
    reader = actor(team.approver.user, DUE)
    monkeypatch.setattr(clock, "now", lambda: instant)
    sent = transmit_declaration(actor=reader, declaration=declaration, edits=afas.edits(declaration))
    declaration.refresh_from_db()
    assert (declaration.late, sent.transmitted_at) == (late, instant)
    assert bool(receipt_of(sent).late) == late
    assert receipt_of(sent).late in ("", f"Transmise en retard\u00a0: elle était attendue {formats.until_day(DUE)}.")


def test_every_page_of_the_partner_says_it(declaration, team, client):
    afas.provided(declaration, team)
    client.force_login(team.approver.user)
    for name in ("home", "afas:home", "afas:declaration", "afas:recap"):
        page = read(
            client.get(reverse(name, args=[declaration.public_id] if name.endswith("n") or "recap" in name else []))
        )
        assert SAID in page, name
    client.force_login(team.fr_df.user)
    board = read(client.get(reverse("afas:declarations")))
    assert "À transmettre jusqu'au (heure de Paris)" in board
    assert "03/12/2026 inclus" in board


def test_the_page_where_one_types_says_it(declaration, team, client):
    client.force_login(team.fr_df.user)
    assert SAID in read(client.get(reverse("afas:entry", args=[declaration.public_id, "finances"])))


def test_the_pages_of_the_caf_say_it(declaration, team, client):
    afas.transmitted(declaration, team)
    client.force_login(team.agent.user)
    assert SAID in read(client.get(reverse("afas:caf_file", args=[declaration.public_id])))
    inbox = read(client.get(reverse("afas:caf_inbox")))
    assert "À transmettre jusqu'au (heure de Paris)" in inbox
    assert "03/12/2026 inclus" in inbox


def test_the_mail_to_the_approver_says_it(declaration, team):
    approver = team.approver.user
    afas.provided(declaration, team)
    (mail,) = Email.objects.all()
    assert mail.to == [approver.email]
    for text in (mail.message, mail.html_message):
        assert formats.until_day(DUE) in text


def test_the_opening_is_a_day_in_paris_too(declaration, team):
    campaign = declaration.campaign
    campaign.opens_on = campaign.due_on = date(2030, 1, 1)
    campaign.save()
    fresh = Declaration.objects.get(pk=declaration.pk)
    said = not_open_reason(fresh, date(2029, 12, 31))
    assert said == "Cette déclaration ouvrira le 1er\u00a0janvier 2030 (heure de\u00a0Paris)."
    assert not_open_reason(fresh, date(2030, 1, 1)) == ""


BEFORE = re.compile(r"\bavant\s+(le|la\s+date)\b", re.IGNORECASE)
SUFFIXES = {".py", ".html", ".txt", ".typ", ".js", ".yaml", ".md"}
ROOT = Path(portal.__file__).parent
NO_DUE_DATE = {
    # A date from which something may be, not one until which something is to be done.
    "habpps/agreements/rules/activities.py": "l'activité ne peut pas fermer avant le 01/01",
    "afas/campaigns/mails.py": "L’activité a fermé avant le début de l’exercice.",
}


def test_no_text_of_the_portal_says_before_a_date():
    """« Avant le 3 » leaves open whether the 3rd counts."""
    texts = [path for path in sorted(ROOT.rglob("*")) if path.suffix in SUFFIXES and "migrations" not in path.parts]
    assert len(texts) > 500
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in texts
        for line in path.read_text().splitlines()
        if BEFORE.search(line) and NO_DUE_DATE.get(path.relative_to(ROOT).as_posix(), "\n") not in line
    ]
    assert found == []
