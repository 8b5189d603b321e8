"""What `run.py` does once Django is set up: a country, its main pages, a table of figures."""

import logging
import statistics
import time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.afas.models import Declaration, Fact
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role

MOST_QUERIES = 10


def prepare(scale: float) -> None:
    """A database with a country in it, medians included."""
    call_command("migrate", verbosity=0)
    if User.objects.filter(username="ca0000000").exists():
        return
    for command, options in (("load_national", {"scale": scale}), ("refresh_statistics", {})):
        started = time.perf_counter()
        call_command(command, **options)
        print(f"  {command}: {time.perf_counter() - started:.1f} s")


def pages() -> list[tuple[str, str, User, str]]:
    """(who, what, address). The Caf's first people, and the administrator and approver of an activity."""

    caf_admin = User.objects.get(username="ca0000000")
    caf = caf_admin.grants.get(role=Role.CAF_ADMIN).caf
    agent = Grant.objects.filter(caf=caf, role=Role.CAF_AGENT).order_by("pk")[0].user
    received = Declaration.objects.filter(caf=caf, state="TRANSMITTED").order_by("pk")[0]
    activity = received.activity
    agreement = activity.agreement
    held = Grant.objects.filter(agreement=agreement)
    admin = held.filter(role=Role.PARTNER_ADMIN).order_by("pk")[0].user
    approver = held.filter(role=Role.APPROVER, activity=activity).order_by("pk")[0].user
    return [
        ("approver", "Bienvenue", approver, reverse("home")),
        ("approver", "Mes déclarations", approver, reverse("afas:declarations")),
        ("approver", "Déclaration", approver, reverse("afas:declaration", args=[received.public_id])),
        ("approver", "Statistiques", approver, reverse("statistics:activity", args=[activity.public_id])),
        ("partner admin", "Liste des utilisateurs", admin, reverse("habpps:users", args=[agreement.public_id])),
        ("partner admin", "Groupes", admin, reverse("habpps:groups", args=[agreement.public_id])),
        ("partner admin", "Avenants", admin, reverse("habpps:amendments", args=[agreement.public_id])),
        ("partner admin", "Habilitations", admin, reverse("habpps:assignments")),
        ("partner admin", "Mon compte", admin, reverse("account_details")),
        ("Caf admin", "Bienvenue", caf_admin, reverse("home")),
        ("Caf admin", "Organismes", caf_admin, reverse("habpps:partners")),
        ("Caf admin", "Conventions", caf_admin, reverse("habpps:agreements")),
        ("Caf admin", "… 50 par page", caf_admin, f"{reverse('habpps:agreements')}?par_page=50"),
        ("Caf admin", "Convention", caf_admin, reverse("habpps:agreement", args=[agreement.public_id])),
        ("Caf admin", "Habilitations", caf_admin, reverse("habpps:assignments")),
        ("Caf admin", "Qui fait quoi", caf_admin, reverse("habpps:coverage")),
        ("Caf admin", "Supervision", caf_admin, reverse("habpps:supervision")),
        ("Caf admin", "Mesures de précaution", caf_admin, reverse("habpps:measures")),
        ("Caf admin", "Journal", caf_admin, reverse("habpps:journal")),
        ("Caf admin", "Rechercher", caf_admin, f"{reverse('habpps:search')}?q=mar"),
        ("Caf admin", "… un SIRET", caf_admin, f"{reverse('habpps:search')}?q={agreement.partner.siret}"),
        ("Caf agent", "Déclarations à traiter", agent, reverse("afas:caf_inbox")),
        ("Caf agent", "Dossier", agent, reverse("afas:caf_file", args=[received.public_id])),
        ("Caf agent", "Avancement", agent, reverse("afas:caf_progress")),
        ("Caf agent", "Statistiques de la Caf", agent, reverse("statistics:caf_campaigns", args=[caf.public_id])),
    ]


def measure(user: User, url: str, times: int) -> tuple[int, int, float, int]:
    """Status, queries, median milliseconds of processor time, weight in bytes."""
    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    client.force_login(user)
    client.get(url)  # loads templates, keeps the session up
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    queries = len(captured)
    spent = [0.0]
    for _ in range(times if response.status_code == 200 else 0):
        started = time.process_time()
        client.get(url)
        spent.append((time.process_time() - started) * 1000)
    return response.status_code, queries, statistics.median(spent[1:] or spent), len(response.content)


def report(scale: float, times: int) -> None:
    logging.disable(logging.CRITICAL)
    prepare(scale)
    print(f"{connection.vendor}, {Declaration.objects.count()} declarations, {Fact.objects.count()} facts\n")
    print(f"{'Who':<14}{'Page':<26}{'Status':>7}{'Queries':>9}{'ms':>8}{'kB':>8}")
    for who, what, user, url in pages():
        status, queries, spent, weight = measure(user, url, times)
        note = "  more than ten queries" if queries > MOST_QUERIES else ""
        print(f"{who:<14}{what:<26}{status:>7}{queries:>9}{spent:>8.1f}{weight / 1000:>8.1f}{note}")
