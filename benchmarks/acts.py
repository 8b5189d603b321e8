"""Long acts of the large partner's administrator: a file of users, the departure of somebody who holds every role.

All is undone.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from benchmarks import data
from benchmarks.large_partner import LABEL
from portal.accounts.models import User
from portal.base import clock
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.lines import Line
from portal.habpps.imports.queries import plan
from portal.habpps.imports.rules import COLUMNS
from portal.habpps.models import Agreement, Grant
from portal.habpps.people.actions.departures import record_departure
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role


def report(scale: float) -> None:
    data.prepare(scale)
    agreement = Agreement.objects.get(label=LABEL)
    admin = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_ADMIN).order_by("pk")[0].user
    for act in (imports, departure):
        with transaction.atomic():
            act(agreement, admin)
            transaction.set_rollback(True)


def timed(what: str, act: Callable[[], Any]) -> Any:
    started, spent = time.perf_counter(), time.process_time()
    done = act()
    print(f"{what:<44}{time.perf_counter() - started:>8.2f} s, CPU {time.process_time() - spent:.2f} s")
    return done


def rows(count: int) -> list[list[str]]:
    """Lines of a file: somebody in « AFAS Déclarer », one in ten with a role."""
    return [
        [
            f"Nom{n}",
            f"Prénom{n}",
            f"import{n}@partenaire.example",
            "0322000000",
            "Sédentaire",
            "AFAS Déclarer",
            "Fr DA" if n % 10 == 0 else "",
            "Accueil de jeunes 001" if n % 10 == 0 else "",
            "",
            "31/12/2098",
        ]
        for n in range(count)
    ]


def imports(agreement: Agreement, admin: User) -> None:
    actor = Actor(admin, clock.today())
    for count in (50, 1000):
        lines = [Line(number, cells) for number, cells in enumerate([list(COLUMNS), *rows(count)], start=1)]
        kept = timed(
            f"{count} lignes : fichier gardé",
            lambda lines=lines: keep_import(actor=actor, agreement=agreement, file_name="f.csv", lines=lines),
        )
        found = timed(f"{count} lignes : contrôle", lambda kept=kept: plan(actor, kept))
        print(f"  lignes en erreur : {sum(bool(line.errors) for line in found)}")
        sid = transaction.savepoint()
        timed(f"{count} lignes : écriture", lambda kept=kept: confirm_import(actor=actor, kept=kept))
        transaction.savepoint_rollback(sid)


def departure(agreement: Agreement, admin: User) -> None:
    accesses = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER).order_by("pk")
    leaver, successor = accesses.last(), accesses[5].user
    last_day = clock.today() + timedelta(days=30)
    actor = Actor(admin, clock.today())
    done = timed(
        "Départ de qui tient tous les rôles",
        lambda: record_departure(actor=actor, membership=leaver, last_day=last_day, successor=successor),
    )
    print(f"  droits qui cessent : {len(done.ended)}, rôles repris : {len(done.given)}")
