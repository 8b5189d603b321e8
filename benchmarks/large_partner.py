"""A partner with 300 users and 150 activities, of which two thirds have people for each role."""

from datetime import date

from portal.accounts.models import User
from portal.base import clock
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
from portal.habpps.rights.roles import AFAS_ROLES, Role

OPENED = date(2024, 1, 1)
LABEL = "Convention zl"
USERS, ACTIVITIES = 300, 150
HOLDERS = 2  # people for each role of an activity


def person(number: int) -> User:
    return User(
        username=f"zl{number:07d}",
        email=f"zl{number}@partenaire.example",
        first_name=f"Prénom{number:03d}",
        last_name=f"Nom{number:03d}",
        state=User.State.ACTIVE,
        last_login=clock.now(),
    )


def build() -> None:
    """A partner whose first user administers it, and whose last one holds every role."""
    kind = PartnerType.objects.order_by("pk")[0]
    partner = Partner.objects.create(name="Partenaire zl", siret="81000000000028", type=kind)
    caf = Caf.objects.order_by("pk")[0]
    agreement = Agreement.objects.create(
        partner=partner,
        caf=caf,
        label=LABEL,
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
    sites = Site.objects.bulk_create(Site(partner=partner, name=f"Lieu {n}") for n in range(ACTIVITIES // 5))
    places = Activity.objects.bulk_create(
        Activity(
            agreement=agreement,
            name=f"Accueil de jeunes {n:03d}",
            type_code="PSJEUNE",
            nature_code="STRUCTURE_JEUNESSE",
            opens_on=OPENED,
        )
        for n in range(ACTIVITIES)
    )
    links = Activity.sites.through
    links.objects.bulk_create(links(activity=place, site=sites[n % len(sites)]) for n, place in enumerate(places))
    people = User.objects.bulk_create(person(n) for n in range(USERS))
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
        (role, place, declaring[(n * HOLDERS + more) % (len(declaring) - 1)])
        for n, place in enumerate(places[: len(places) * 2 // 3])
        for role in AFAS_ROLES
        for more in range(HOLDERS)
    ]
    held += [(role, place, declaring[-1]) for place in places for role in AFAS_ROLES]
    Grant.objects.bulk_create(
        Grant(user=under.user, role=role, parent=under, activity=place, **common) for role, place, under in held
    )
