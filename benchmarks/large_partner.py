"""What `run.py --large-partner` does: an administrator with 300 users and 150 activities, beside one with 3 of each.

Pages of lists and forms, a file of 1 000 users (dry run, then writing), a departure of somebody who holds every role.
"""

import logging
import time
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from measuring import MOST_QUERIES, measure

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.queries import plan
from portal.habpps.imports.rules import COLUMNS
from portal.habpps.models import (
    AccessGroup,
    Activity,
    Agreement,
    Caf,
    Enrolment,
    Grant,
    Partner,
    PartnerType,
    Service,
    ServiceContract,
    Site,
)
from portal.habpps.people.actions.departures import depart
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import AFAS_ROLES, Role

OPENED = date(2024, 1, 1)
HOLDERS = 2  # people for each role of an activity


def person(number: int, size: str) -> User:
    return User(
        username=f"{size}{number:07d}",
        email=f"{size}{number}@partenaire.example",
        first_name=f"Prénom{number:03d}",
        last_name=f"Nom{number:03d}",
        state=User.State.ACTIVE,
        last_login=clock.now(),
    )


def build(size: str, users: int, activities: int, siret: str) -> Agreement:
    """A partner whose first user administers it, and whose last one holds every role."""
    partner = Partner.objects.create(name=f"Partenaire {size}", siret=siret, type=PartnerType.objects.order_by("pk")[0])
    caf = Caf.objects.order_by("pk")[0]
    agreement = Agreement.objects.create(
        partner=partner,
        caf=caf,
        label=f"Convention {size}",
        opens_on=OPENED,
        state="VALIDATED",
        validated_at=clock.now(),
    )
    partner.cafs.add(caf)
    ServiceContract.objects.create(agreement=agreement, opens_on=OPENED, delegated=True)
    enrolment = Enrolment.objects.create(agreement=agreement, service=Service.objects.get(pk="AFAS"), opens_on=OPENED)
    groups = {
        kind: AccessGroup.objects.create(enrolment=enrolment, kind=kind, opens_on=OPENED) for kind in AccessGroup.Kind
    }
    sites = Site.objects.bulk_create(Site(partner=partner, name=f"Lieu {n}") for n in range(max(1, activities // 5)))
    places = Activity.objects.bulk_create(
        Activity(
            agreement=agreement,
            name=f"Accueil de jeunes {n:03d}",
            type_code="PSJEUNE",
            nature_code="STRUCTURE_JEUNESSE",
            opens_on=OPENED,
        )
        for n in range(activities)
    )
    links = Activity.sites.through
    links.objects.bulk_create(links(activity=place, site=sites[n % len(sites)]) for n, place in enumerate(places))
    people = User.objects.bulk_create(person(n, size) for n in range(users))
    common = {"agreement": agreement, "valid_from": OPENED, "given_at": clock.now()}
    accesses = Grant.objects.bulk_create(Grant(user=user, role=Role.PARTNER_USER, **common) for user in people)
    for access in accesses[:2]:
        Grant.objects.create(user=access.user, role=Role.PARTNER_ADMIN, parent=access, **common)
        Grant.objects.create(
            user=access.user, role=Role.AFAS_MANAGER, parent=access, group=groups["AFAS_HABILITER"], **common
        )
    declaring = Grant.objects.bulk_create(
        Grant(user=access.user, role=Role.AFAS_DECLARANT, parent=access, group=groups["AFAS_DECLARER"], **common)
        for access in accesses[2:]
    )
    held = [
        (role, place, declaring[(n * HOLDERS + more) % (len(declaring) - 1 or 1)])
        for n, place in enumerate(places[: len(places) * 2 // 3])
        for role in AFAS_ROLES
        for more in range(HOLDERS if len(declaring) > HOLDERS else 1)
    ]
    held += [(role, place, declaring[-1]) for place in places for role in AFAS_ROLES if len(declaring) > 1]
    Grant.objects.bulk_create(
        Grant(user=under.user, role=role, parent=under, activity=place, **common) for role, place, under in held
    )
    return agreement


def pages(agreement: Agreement) -> list[tuple[str, str]]:
    key = agreement.public_id
    last = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER).order_by("-pk")[0].public_id
    return [
        ("Bienvenue", reverse("home")),
        ("Liste des utilisateurs", reverse("habpps:users", args=[key])),
        ("… 50 par page", f"{reverse('habpps:users', args=[key])}?par_page=50"),
        ("… cherchée, triée", f"{reverse('habpps:users', args=[key])}?nom=nom1&tri=-adresse"),
        ("Créer un utilisateur", reverse("habpps:user_create", args=[key])),
        ("Un utilisateur", reverse("habpps:user", args=[last])),
        ("Rechercher", f"{reverse('habpps:search')}?q=nom1"),
        ("Groupes", reverse("habpps:groups", args=[key])),
        ("… 50 par page", f"{reverse('habpps:groups', args=[key])}?par_page=50"),
        ("Organismes", reverse("habpps:partners")),
        ("Conventions", reverse("habpps:agreements")),
        ("Avenants", reverse("habpps:amendments", args=[key])),
        ("Journal", reverse("habpps:journal")),
        ("Mon compte", reverse("account_details")),
        ("Habilitations", reverse("habpps:assignments")),
        ("… non attribuées", f"{reverse('habpps:assignments')}?etat=VACANT"),
        ("Qui fait quoi", reverse("habpps:coverage")),
        ("Habiliter", reverse("habpps:assign")),
        ("Départ", reverse("habpps:departure", args=[last])),
        ("Clôturer", reverse("habpps:user_close", args=[last])),
    ]


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


def timed(what: str, act):
    started = time.perf_counter()
    spent = time.process_time()
    done = act()
    print(f"{what:<44}{time.perf_counter() - started:>8.2f} s, processor {time.process_time() - spent:.2f} s")
    return done


def imports(agreement: Agreement, admin: User) -> None:
    actor = Actor(admin, clock.today())
    for count in (50, 1000):
        lines = [(1, list(COLUMNS)), *enumerate(rows(count), start=2)]
        kept = timed(
            f"{count} lignes : fichier gardé",
            lambda lines=lines: keep_import(actor=actor, agreement=agreement, file_name="f.csv", lines=lines),
        )
        found = timed(f"{count} lignes : contrôle", lambda kept=kept: plan(actor, kept))
        print(f"  lignes en erreur : {sum(bool(line.errors) for line in found)}")
        with transaction.atomic():
            timed(f"{count} lignes : écriture", lambda kept=kept: confirm_import(actor=actor, kept=kept))
            transaction.set_rollback(True)


def departure(agreement: Agreement, admin: User) -> None:
    accesses = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER).order_by("pk")
    leaver, successor = accesses.last(), accesses[5].user
    last_day = clock.today() + timedelta(days=30)
    with transaction.atomic():
        done = timed(
            "Départ de qui tient tous les rôles",
            lambda: depart(
                actor=Actor(admin, clock.today()), membership=leaver, last_day=last_day, successor=successor
            ),
        )
        print(f"  droits qui cessent : {len(done.ended)}, rôles repris : {len(done.given)}")
        transaction.set_rollback(True)


def report(times: int) -> None:
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    if not Agreement.objects.filter(label="Convention zl").exists():
        call_command("load_reference", verbosity=0)
        build("zs", 5, 3, "81000000000010")
        build("zl", 300, 150, "81000000000028")
    print(f"{connection.vendor}\n{'Page':<26}{'3':>20}{'300 / 150':>34}")
    small, large = (Agreement.objects.get(label=f"Convention {size}") for size in ("zs", "zl"))
    admins = [
        Grant.objects.filter(agreement=each, role=Role.PARTNER_ADMIN).order_by("pk")[0].user for each in (small, large)
    ]
    for (what, few), (_, many) in zip(pages(small), pages(large), strict=True):
        cells = []
        for admin, url in zip(admins, (few, many), strict=True):
            status, queries, spent, weight = measure(admin, url, times)
            note = "!" if queries > MOST_QUERIES else ""
            cells.append(f"{status} {queries:>3}{note} {spent:>7.1f} ms {weight / 1000:>6.1f} kB")
        print(f"{what:<26}{cells[0]:>28}{cells[1]:>28}")
    print()
    imports(large, admins[1])
    departure(large, admins[1])
