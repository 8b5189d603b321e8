"""The organisations of the story: where they work, what they do, who is in them."""

from dataclasses import dataclass, field
from datetime import date

from portal.demo import names
from portal.demo.country.campaigns import TYPE
from portal.habpps.agreements.actions.activities import add_activity
from portal.habpps.agreements.actions.record import Terms, record_agreement, validate_agreement
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.models import AccessGroup, Activity, Agreement, PartnerType, Site
from portal.habpps.partners.actions.organisations import register_partner
from portal.habpps.partners.actions.sites import add_site
from portal.habpps.people.actions.users import add_to_group, create_user
from portal.habpps.rights.roles import Role

from .cast import Person
from .people import activate, actor, identity, user

NATURE = "STRUCTURE_JEUNESSE"
FIRST_SIRET = 90_000


@dataclass(frozen=True)
class Place:
    """A site and the activity that takes place there."""

    site: str
    activity: str


@dataclass(frozen=True)
class Organisation:
    """`number` makes its SIRET. `team`: (person, roles, indexes of the places); administrators may be in it. `caf`: the
    name of the convention's, for one that has several."""

    number: int
    name: str
    kind: str
    town: str
    postcode: str
    admins: tuple[Person, Person]
    places: tuple[Place, ...]
    team: tuple[tuple[Person, tuple[Role, ...], tuple[int, ...]], ...] = field(default=())
    caf: str = ""

    @property
    def siret(self) -> str:
        return names.siret(FIRST_SIRET + self.number)

    def agreement(self) -> Agreement:
        of_caf = {"caf__name": self.caf} if self.caf else {}
        return Agreement.objects.select_related("partner", "caf").get(partner__siret=self.siret, **of_caf)

    def activity(self, index: int) -> Activity:
        return Activity.objects.get(agreement=self.agreement(), name=self.places[index].activity)

    def giver_to(self, person: Person) -> Person:
        """The administrator who gives somebody their rights: never oneself."""
        return self.admins[1] if person == self.admins[0] else self.admins[0]


def sign(organisation: Organisation, caf_admin: Person, *, opens_on: date, closes_on: date | None = None) -> None:
    """The Caf registers the organisation and its convention, and both administrators activate their accounts."""
    chief = actor(caf_admin)
    partner = register_partner(
        actor=chief,
        siret=organisation.siret,
        name=organisation.name,
        partner_type=PartnerType.objects.get(name=organisation.kind),
        address=f"{organisation.number} rue des Écoles",
        postcode=organisation.postcode,
        town=organisation.town,
    )
    sites = [
        add_site(actor=chief, partner=partner, name=place.site, postcode=partner.postcode, town=partner.town)
        for place in organisation.places
    ]
    terms = Terms(
        opens_on=opens_on,
        closes_on=closes_on,
        delegated=True,
        contract_opens_on=opens_on,
        contract_closes_on=None,
        enrolment_opens_on=opens_on,
    )
    agreement = record_agreement(
        actor=chief,
        partner=partner,
        label=f"Convention {organisation.name}",
        terms=terms,
        administrators=[identity(person) for person in organisation.admins],
    )
    validate_agreement(actor=actor(caf_admin), agreement=agreement)
    for place, site in zip(organisation.places, sites, strict=True):
        _fund(agreement, place, site, caf_admin, opens_on)
    for person in organisation.admins:
        activate(person)


def _fund(agreement: Agreement, place: Place, site: Site, caf_admin: Person, opens_on: date) -> None:
    add_activity(
        actor=actor(caf_admin),
        agreement=agreement,
        name=place.activity,
        type_code=TYPE,
        nature_code=NATURE,
        opens_on=opens_on,
        sites=[site],
    )


def staff(organisation: Organisation, *, since: date) -> None:
    """The administrators bring in the team and give it its roles."""
    for person, roles, places in organisation.team:
        bring_in(organisation, person, since=since)
        activate(person)
        assign(organisation, person, roles, places, since=since)


def bring_in(organisation: Organisation, person: Person, *, since: date, until: date | None = None) -> None:
    """Access to the convention and membership of « AFAS Déclarer »."""
    agreement = organisation.agreement()
    group = AccessGroup.objects.get(enrolment__agreement=agreement, kind=AccessGroup.Kind.AFAS_DECLARER)
    chief = actor(organisation.giver_to(person))
    dates = {"valid_from": since, "valid_until": until}
    if person in organisation.admins:
        membership = user(person).grants.get(role=Role.PARTNER_USER, agreement=agreement)
        add_to_group(actor=chief, membership=membership, group=group, **dates)
        return
    create_user(actor=chief, agreement=agreement, identity=identity(person), groups=[group], **dates)


def assign(
    organisation: Organisation,
    person: Person,
    roles: tuple[Role, ...],
    places: tuple[int, ...],
    *,
    since: date,
    until: date | None = None,
    late_reason: str = "",
) -> None:
    assign_roles(
        actor=actor(organisation.giver_to(person)),
        agreement=organisation.agreement(),
        user=user(person),
        roles=roles,
        valid_from=since,
        valid_until=until,
        late_reason=late_reason,
        activities=[organisation.activity(index) for index in places],
    )
