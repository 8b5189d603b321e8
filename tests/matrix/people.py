"""The kinds of person of the matrix, and the world in which they meet: two Cafs, two partners of the first."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from post_office.models import STATUS

from portal.accounts.models import User
from portal.afas.models import DeclarationType
from portal.base import clock
from portal.habpps.models import Amendment, Grant, Measure, NameRequest, UserImport
from portal.habpps.proposals.actions import propose_closing
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories import afas as declare
from tests.factories import habpps as make
from tests.factories.letters import letter
from tests.factories.papers import DocumentFactory

ANONYMOUS = "signed out"
MEMBER = "user of the convention, in no group"
DECLARANT = "member of AFAS Déclarer, without role"
FR_DA = "Fr DA"
FR_DF = "Fr DF"
APPROVER = "approver"
PARTNER_ADMIN = "partner's administrator"
OTHER_PARTNER_ADMIN = "another partner's administrator"
OTHER_DECLARER = "another partner's declarer, with every role"
CAF_ADMIN = "Caf administrator"
CAF_AGENT = "Caf case worker"
OTHER_CAF_ADMIN = "another Caf's administrator"
OTHER_CAF_AGENT = "another Caf's case worker"
NEIGHBOUR_CAF_ADMIN = "administrator of another Caf that has registered the same partner"
NATIONAL = "national administrator"
MANAGER = "member of AFAS Habiliter alone"
FORMER_ADMIN = "partner's administrator who has left"
SUSPENDED_ADMIN = "partner's administrator whom the Caf suspends"

PEOPLE = (
    ANONYMOUS,
    MEMBER,
    DECLARANT,
    FR_DA,
    FR_DF,
    APPROVER,
    PARTNER_ADMIN,
    OTHER_PARTNER_ADMIN,
    OTHER_DECLARER,
    CAF_ADMIN,
    CAF_AGENT,
    OTHER_CAF_ADMIN,
    OTHER_CAF_AGENT,
    NEIGHBOUR_CAF_ADMIN,
    NATIONAL,
    MANAGER,
    FORMER_ADMIN,
    SUSPENDED_ADMIN,
)
SIGNED_IN = frozenset(PEOPLE) - {ANONYMOUS}
CAF = frozenset({CAF_ADMIN, CAF_AGENT})
EVERY_CAF = CAF | {OTHER_CAF_ADMIN, OTHER_CAF_AGENT, NEIGHBOUR_CAF_ADMIN}
OUTSIDE = frozenset({OTHER_PARTNER_ADMIN, OTHER_DECLARER, OTHER_CAF_ADMIN, OTHER_CAF_AGENT})
ROLE_HOLDERS = frozenset({FR_DA, FR_DF, APPROVER})


@dataclass
class World:
    """`objects`: what addresses speak of; all belong to the first Caf and the first partner.

    Four declarations: one open, one provided, one sent and in the hands of the Caf's case worker, one « sans objet ».
    """

    people: dict[str, User | None] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    caf, other_caf, neighbour = make.CafFactory(), make.CafFactory(), make.CafFactory()
    agreement, other_agreement = make.AgreementFactory(caf=caf), make.AgreementFactory(caf=caf)
    site = make.SiteFactory(partner=agreement.partner)
    activity = make.ActivityFactory(agreement=agreement, sites=[site])
    other_activity = make.ActivityFactory(agreement=other_agreement)
    people = {
        ANONYMOUS: None,
        MEMBER: make.member(agreement),
        DECLARANT: make.declarant(agreement),
        FR_DA: make.fr_da(activity),
        FR_DF: make.fr_df(activity),
        APPROVER: make.approver(activity),
        PARTNER_ADMIN: make.partner_admin(agreement),
        OTHER_PARTNER_ADMIN: make.partner_admin(other_agreement),
        OTHER_DECLARER: make.with_roles(other_activity, *AFAS_ROLES),
        CAF_ADMIN: make.caf_admin(caf),
        CAF_AGENT: make.caf_agent(caf),
        OTHER_CAF_ADMIN: make.caf_admin(other_caf),
        OTHER_CAF_AGENT: make.caf_agent(other_caf),
        NEIGHBOUR_CAF_ADMIN: make.caf_admin(neighbour),
        NATIONAL: make.national_admin(),
        MANAGER: make.person(),
        FORMER_ADMIN: make.partner_admin(agreement),
        SUSPENDED_ADMIN: make.partner_admin(agreement),
    }
    make.register_at(agreement.partner, neighbour)
    make.grant(people[MANAGER], Role.AFAS_MANAGER, agreement)
    Grant.objects.filter(user=people[FORMER_ADMIN]).update(valid_until=clock.today() - timedelta(days=1))
    access = Grant.objects.filter(user=people[SUSPENDED_ADMIN], role=Role.PARTNER_USER)
    access.update(suspended_at=clock.now())
    make.partner_admin(agreement)  # the second administrator that a convention names
    team = declare.Team(activity)
    team.agent = make.actor(people[CAF_AGENT])
    sent = declare.taken(declare.declaration_of(activity), team)
    june = declare.CampaignFactory(declaration_type=DeclarationType.UPDATE, period="JUNE")
    september = declare.CampaignFactory(declaration_type=DeclarationType.UPDATE, period="SEPTEMBER")
    actual = declare.CampaignFactory(declaration_type=DeclarationType.ACTUAL)
    held = Grant.objects.filter(user=people[FR_DA])
    objects = {
        "sent": sent,
        "open": declare.declaration_of(activity, june),
        "waived": declare.waived(declare.declaration_of(activity, september), team),
        "provided": declare.provided(declare.declaration_of(activity, actual), team),
        "membership": held.get(role=Role.PARTNER_USER),
        "role": held.get(role=Role.ACTIVITY_DATA_PROVIDER),
    }
    objects["amendment"] = Amendment.objects.create(
        agreement=agreement,
        number=1,
        leaving=Grant.objects.get(user=people[PARTNER_ADMIN], role=Role.PARTNER_ADMIN),
        effective_on=clock.today(),
        reason="Départ",
        requested_by=people[PARTNER_ADMIN],
        requested_at=clock.now(),
    )
    objects["name_request"] = NameRequest.objects.create(
        user=people[FR_DA], first_name="Zoé", last_name="Dupont", reason="Mariage", requested_at=clock.now()
    )
    # Invited by the other partner, with a right that waits for their answer.
    objects["invited"] = make.grant(people[OTHER_CAF_AGENT], Role.PARTNER_USER, other_agreement)
    make.invited(people[OTHER_CAF_AGENT], other_agreement)
    objects["official"] = Grant.objects.get(user=people[CAF_AGENT])
    objects["letter"] = letter(people[FR_DA], agreement, "habpps/right_given", status=STATUS.failed)
    objects["measure"] = Measure.objects.create(
        kind=Measure.Kind.FORCE_PASSWORD,
        agreement=agreement,
        membership=objects["membership"],
        reason="Vérification",
        taken_by=people[CAF_ADMIN],
        taken_at=clock.now(),
    )
    objects |= {"caf": caf, "agreement": agreement, "partner": agreement.partner, "site": site, "activity": activity}
    objects["partner_type"] = agreement.partner.type
    objects["import"] = UserImport.objects.create(
        agreement=agreement, kept_by=people[PARTNER_ADMIN], kept_at=clock.now(), file_name="f.csv", lines=[]
    )
    # The first Caf leads the partner: its neighbour proposes. Another partner is led by a Caf that has left it.
    objects["proposal"] = propose_closing(
        actor=make.actor(people[NEIGHBOUR_CAF_ADMIN]),
        target=make.SiteFactory(partner=agreement.partner),
        closed_on=clock.today(),
        reason="Le local est vendu",
    )
    left = make.PartnerFactory(cafs=[make.CafFactory(), caf])
    objects["left_partner"] = make.AgreementFactory(partner=left, caf=caf).partner
    objects["document"] = DocumentFactory(agreement=agreement)
    return World(people, objects)
