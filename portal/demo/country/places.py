"""Partners with their convention, papers, groups, sites and activities."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

from portal.demo import names
from portal.habpps.models import (
    AccessGroup,
    Activity,
    Agreement,
    Caf,
    Enrolment,
    Partner,
    PartnerType,
    Service,
    ServiceContract,
    Site,
)

OPENED = date(2020, 1, 1)
VALIDATED_AT = datetime(2020, 1, 6, 9, tzinfo=UTC)


@dataclass
class Places:
    """What one batch of partners is made of. `activities`: (activity, its partner's primary key, its Caf's)."""

    agreements: list[Agreement] = field(default_factory=list)
    groups: dict[int, dict[str, AccessGroup]] = field(default_factory=dict)
    activities: dict[int, list[Activity]] = field(default_factory=dict)


def write_partners(first: int, count: int, cafs: list[Caf], random: Random) -> Places:
    """`count` partners numbered from `first`, spread over the Cafs, with two activities each on average."""
    types = list(PartnerType.objects.order_by("name"))
    afas = Service.objects.get(pk="AFAS")
    spread = [cafs[number % len(cafs)] for number in range(first, first + count)]
    partners = Partner.objects.bulk_create(
        _partner(number, caf, types, random) for number, caf in enumerate(spread, start=first)
    )
    chosen = {partner.pk: caf for partner, caf in zip(partners, spread, strict=True)}
    Partner.cafs.through.objects.bulk_create(
        Partner.cafs.through(partner_id=partner, caf_id=caf.pk) for partner, caf in chosen.items()
    )
    sites = Site.objects.bulk_create(
        Site(partner=partner, name=f"Site {partner.town}", town=partner.town, postcode=partner.postcode)
        for partner in partners
    )
    places = Places(
        Agreement.objects.bulk_create(
            Agreement(
                partner=partner,
                caf=chosen[partner.pk],
                label=f"Convention {partner.name}",
                state=Agreement.State.VALIDATED,
                validated_at=VALIDATED_AT,
                opens_on=OPENED,
            )
            for partner in partners
        )
    )
    _write_papers(places, afas, random)
    _write_activities(places, dict(zip(chosen, sites, strict=True)), random)
    return places


def _partner(number: int, caf: Caf, types: list[PartnerType], random: Random) -> Partner:
    town, kind = names.town(random), random.choice(names.KINDS)
    return Partner(
        name=f"{kind} {town}",
        siret=names.siret(1 + number),
        type=_likely(kind, random.choice(types), types),
        address=f"{random.randint(1, 90)} rue des Écoles",
        postcode=f"{_posted(caf)}{random.randint(1, 95):02d}{random.randint(0, 99):02d}"[:5],
        town=town,
        lead_caf=caf,
    )


def _likely(kind: str, drawn: PartnerType, types: list[PartnerType]) -> PartnerType:
    """An MJC is an association; other places of young people belong to one, to a town or to several."""
    if kind not in names.ASSOCIATIONS and drawn.name in names.OWNERS:
        return drawn
    return next(each for each in types if each.name == names.OWNERS[0])


def _posted(caf: Caf) -> str:
    """How the postcodes of a Caf's département begin."""
    return "20" if caf.departement in ("2A", "2B") else caf.departement


def _write_papers(places: Places, afas: Service, random: Random) -> None:
    ServiceContract.objects.bulk_create(
        ServiceContract(agreement=agreement, delegated=random.random() < 0.9, opens_on=OPENED)
        for agreement in places.agreements
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(agreement=agreement, service=afas, opens_on=OPENED) for agreement in places.agreements
    )
    groups = AccessGroup.objects.bulk_create(
        AccessGroup(enrolment=enrolment, kind=kind, opens_on=OPENED)
        for enrolment in enrolments
        for kind in AccessGroup.Kind
    )
    for group in groups:
        places.groups.setdefault(group.enrolment.agreement_id, {})[group.kind] = group


def _write_activities(places: Places, sites: dict[int, Site], random: Random) -> None:
    activities = Activity.objects.bulk_create(
        Activity(
            agreement=agreement,
            name=f"Structure Jeunesse {number}",
            type_code="PSJEUNE",
            nature_code="STRUCTURE_JEUNESSE",
            opens_on=OPENED,
        )
        for agreement in places.agreements
        for number in range(1, random.choice((1, 1, 2, 2, 2, 4)) + 1)
    )
    Activity.sites.through.objects.bulk_create(
        Activity.sites.through(activity_id=activity.pk, site_id=sites[activity.agreement.partner_id].pk)
        for activity in activities
    )
    for activity in activities:
        places.activities.setdefault(activity.agreement_id, []).append(activity)
