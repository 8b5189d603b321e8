"""Cafs, partners, conventions and rights. Only possible objects: a validated convention has its contract, its
enrolment and its groups; a grant hangs under those that its role demands.

    agreement = AgreementFactory()                     validated, open, delegated, with « AFAS Habiliter » and « Déclarer »
    AgreementFactory(draft=True)   AgreementFactory(closed=True)
    AgreementFactory(contract__delegated=False)         the Caf manages the rights itself
    activity = ActivityFactory(agreement=agreement)
    partner_admin(agreement)   declarant(agreement)   fr_da(activity)   fr_df(activity)   approver(activity)
    caf_admin(caf)   caf_agent(caf)   national_admin()                         each makes and returns a person
    grant(user, Role.APPROVER, over=activity, valid_from=…, valid_until=…)     one right, and what it hangs under
    people_of(activity)                                 one person of each kind around it, by few queries
    come_in(user)                                       somebody invited accepts, and signs in
    actor(user)   group(agreement, AccessGroup.Kind.AFAS_DECLARER)
"""

from datetime import date, timedelta
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory
from stdnum import luhn

from portal.accounts.models import User
from portal.accounts.registries import run_after_activation
from portal.accounts.sign_in.actions import record_sign_in
from portal.base import clock
from portal.habpps.belonging.actions import accept_invitation
from portal.habpps.belonging.queries import waiting_accesses
from portal.habpps.models import (
    AccessGroup,
    Activity,
    Agreement,
    Caf,
    Enrolment,
    Grant,
    Invitation,
    Partner,
    PartnerType,
    Service,
    ServiceContract,
    Site,
)
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import GROUP_ROLES, HANGS_UNDER_ROLE, SCOPE_OF, Role, Scope

from .accounts import UserFactory


def siren(number: int) -> str:
    """A valid SIREN (Luhn) out of a sequence number."""
    digits = f"8{number:07d}"
    return digits + luhn.calc_check_digit(digits)


def siret(number: int) -> str:
    """A valid SIRET (Luhn) out of a sequence number."""
    digits = f"{siren(number)}0001"
    return digits + luhn.calc_check_digit(digits)


def opening() -> date:
    """The first day of last year: conventions of the tests are open since then."""
    return date(clock.today().year - 1, 1, 1)


class CafFactory(DjangoModelFactory):
    class Meta:
        model = Caf

    departement = factory.Sequence(lambda n: f"{n % 95 + 1:02d}")
    name = factory.Sequence(lambda n: f"Caf de l'essai {n:05d}")
    siren = factory.Sequence(siren)
    email = factory.Sequence(lambda n: f"pole-siap-{n}@caf.example")
    phone = "3230"
    address = "1 rue de la Caf"


class PartnerTypeFactory(DjangoModelFactory):
    class Meta:
        model = PartnerType
        django_get_or_create = ("name",)

    name = "Association"


def register_at(partner: Partner, *cafs: Caf) -> None:
    """These Cafs share the organisation; the first one that ever did leads it."""
    partner.cafs.add(*cafs)
    if partner.lead_caf is None:
        partner.lead_caf = cafs[0]
        partner.save(update_fields=["lead_caf"])


class PartnerFactory(DjangoModelFactory):
    """`cafs=[caf]`: the funds that have registered it; the first of them leads it, unless `lead_caf` is given."""

    class Meta:
        model = Partner
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Association {n:04d}")
    siret = factory.Sequence(siret)
    type = factory.SubFactory(PartnerTypeFactory)
    address = "2 place de la Mairie"
    postcode = "80000"
    town = "Amiens"

    @factory.post_generation
    def cafs(self, create, cafs, **kwargs):
        if create and cafs:
            register_at(self, *cafs)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Lieu {n:04d}")
    town = "Amiens"


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service
        django_get_or_create = ("code",)

    code = "AFAS"
    label = "Aides financières d'action sociale"


def open_service(agreement: Agreement, **dates: date) -> Enrolment:
    """The enrolment of a convention in AFAS, with its two groups."""
    dates = {"opens_on": agreement.opens_on, **dates}
    enrolment = Enrolment.objects.create(agreement=agreement, service=ServiceFactory(), **dates)
    for kind in AccessGroup.Kind:
        AccessGroup.objects.create(enrolment=enrolment, kind=kind, **dates)
    return enrolment


class AgreementFactory(DjangoModelFactory):
    """Validated unless `draft=True` or `closed=True`; its partner is registered by its Caf.

    `contract=False`, `enrolment=False`: without; `contract__delegated=False`, `contract__closes_on=…`.
    """

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=Agreement.State.DRAFT, validated_at=None)
        closed = factory.Trait(
            state=Agreement.State.CLOSED, closes_on=factory.LazyFunction(lambda: clock.today() - timedelta(days=1))
        )

    caf = factory.SubFactory(CafFactory)
    partner = factory.SubFactory(PartnerFactory)
    label = factory.Sequence(lambda n: f"Convention {n:04d}")
    opens_on = factory.LazyFunction(opening)
    state = Agreement.State.VALIDATED
    validated_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def registered(self, create, extracted, **kwargs):
        if create:
            register_at(self.partner, self.caf)

    @factory.post_generation
    def contract(self, create, wanted, **kwargs):
        if create and wanted is not False:
            values = {"opens_on": self.opens_on, "delegated": True, **kwargs}
            ServiceContract.objects.create(agreement=self, **values)

    @factory.post_generation
    def enrolment(self, create, wanted, **kwargs):
        if create and wanted is not False:
            open_service(self, **kwargs)


class ActivityFactory(DjangoModelFactory):
    """`sites=[site]`: where it takes place."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    agreement = factory.SubFactory(AgreementFactory)
    name = factory.Sequence(lambda n: f"Structure Jeunesse {n:04d}")
    type_code = "PSJEUNE"
    nature_code = "STRUCTURE_JEUNESSE"
    opens_on = factory.SelfAttribute("agreement.opens_on")

    @factory.post_generation
    def sites(self, create, sites, **kwargs):
        if create and sites:
            self.sites.add(*sites)


def group(agreement: Agreement, kind: str = AccessGroup.Kind.AFAS_DECLARER) -> AccessGroup:
    return AccessGroup.objects.get(enrolment__agreement=agreement, kind=kind)


def actor(user: User, today: date | None = None) -> Actor:
    return Actor(user, today or clock.today())


def invited(user: User, agreement: Agreement, **words: Any) -> Invitation:
    """An invitation to the convention that the person has not answered; the accesses that they have there wait for it."""
    at = words.pop("at", None) or clock.now()
    words = {"last_name": "Tapé", "first_name": "Nom", "email": user.email, **words}
    made = Invitation.objects.create(agreement=agreement, user=user, created_at=at, sent_at=at, **words)
    Grant.objects.filter(user=user, agreement=agreement, role=Role.PARTNER_USER).update(invitation=made)
    return made


def come_in(user: User) -> None:
    """The person answers yes: a new account is activated, the invitations of one in use are accepted; they sign in."""
    user.refresh_from_db()
    if user.state == User.State.PENDING:
        user.state = User.State.ACTIVE
        user.save(update_fields=["state"])
        with transaction.atomic():
            run_after_activation(user)
    for access in waiting_accesses(user.pk, clock.today()):
        accept_invitation(actor=actor(user), access=access)
    record_sign_in(user=user)


def _scope(role: Role, over: Any, agreement: Agreement | None) -> dict[str, Any]:
    """The columns by which a grant of this role says where it holds."""
    scope = SCOPE_OF[role]
    if scope is Scope.NATION:
        return {}
    if scope is Scope.CAF:
        return {"caf": over}
    if isinstance(over, Activity):
        agreement = over.agreement
    if isinstance(over, Agreement):
        agreement = over
    columns: dict[str, Any] = {"agreement": agreement}
    if scope is Scope.GROUP:
        kind = next(kind for kind, held in GROUP_ROLES.items() if held == role)
        columns["group"] = group(agreement, kind)
    if scope is Scope.PLACE:
        columns["site" if isinstance(over, Site) else "activity"] = over
    return columns


def grant(
    user: User,
    role: Role,
    over: Any = None,
    *,
    agreement: Agreement | None = None,
    parent: Grant | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    given_by: User | None = None,
) -> Grant:
    """One right, and, unless `parent` is given, those it hangs under (the person's own, or made with the
    convention's first day). `over`: a Caf, a convention, an activity, or a site together with `agreement`.
    """
    columns = _scope(role, over, agreement)
    agreement = columns.get("agreement")
    above = HANGS_UNDER_ROLE.get(role)
    if above and parent is None:
        parent = Grant.objects.filter(user=user, role=above, agreement=agreement, revoked_at=None).first()
        parent = parent or grant(user, above, agreement)
    return Grant.objects.create(
        user=user,
        role=role,
        parent=parent,
        valid_from=valid_from or (agreement.opens_on if agreement else opening()),
        valid_until=valid_until,
        given_by=given_by,
        given_at=clock.now(),
        **columns,
    )


def person(**values: Any) -> User:
    """Somebody whose account is active."""
    return UserFactory(**{"state": User.State.ACTIVE, **values})


def _someone(role: Role, over: Any, **values: Any) -> User:
    user = person(**values)
    grant(user, role, over)
    return user


def national_admin(**values: Any) -> User:
    return _someone(Role.NATIONAL_ADMIN, None, **values)


def caf_admin(caf: Caf, **values: Any) -> User:
    return _someone(Role.CAF_ADMIN, caf, **values)


def caf_agent(caf: Caf, **values: Any) -> User:
    return _someone(Role.CAF_AGENT, caf, **values)


def member(agreement: Agreement, **values: Any) -> User:
    """User of the convention, in no group."""
    return _someone(Role.PARTNER_USER, agreement, **values)


def partner_admin(agreement: Agreement, **values: Any) -> User:
    """Administrator of the convention, and member of « AFAS Habiliter »."""
    user = _someone(Role.PARTNER_ADMIN, agreement, **values)
    grant(user, Role.AFAS_MANAGER, agreement)
    return user


def declarant(agreement: Agreement, **values: Any) -> User:
    """Member of « AFAS Déclarer », without any role yet."""
    return _someone(Role.AFAS_DECLARANT, agreement, **values)


def with_roles(activity: Activity, *roles: Role, **values: Any) -> User:
    """One person with several roles over an activity."""
    user = person(**values)
    for role in roles:
        grant(user, role, activity)
    return user


def fr_da(activity: Activity, **values: Any) -> User:
    return with_roles(activity, Role.ACTIVITY_DATA_PROVIDER, **values)


def fr_df(activity: Activity, **values: Any) -> User:
    return with_roles(activity, Role.FINANCIAL_DATA_PROVIDER, **values)


def approver(activity: Activity, **values: Any) -> User:
    return with_roles(activity, Role.APPROVER, **values)


KINDS: dict[str, tuple[Role, ...]] = {
    "caf_admin": (Role.CAF_ADMIN,),
    "caf_agent": (Role.CAF_AGENT,),
    "admin": (Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER),
    "other_admin": (Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER),
    "declarant": (Role.PARTNER_USER, Role.AFAS_DECLARANT),
    "provider": (Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER),
    "member": (Role.PARTNER_USER,),
}


def people_of(activity: Activity) -> dict[str, User]:
    """What `caf_admin`, `partner_admin`, `fr_da`… make one after the other: most tests begin with all of them."""
    agreement = activity.agreement
    people = dict(zip(KINDS, User.objects.bulk_create(UserFactory.build_batch(len(KINDS))), strict=True))
    scopes = {
        role: _scope(role, {Scope.CAF: agreement.caf, Scope.PLACE: activity}.get(SCOPE_OF[role], agreement), None)
        for role in {role for roles in KINDS.values() for role in roles}
    }
    held: dict[tuple[str, Role], Grant] = {}
    for rank in (0, 1, 2):  # each hangs under one of the rank before
        keys = [(kind, role) for kind, roles in KINDS.items() for role in roles if _rank(role) == rank]
        for kind, role in keys:
            held[kind, role] = Grant(
                user=people[kind],
                role=role,
                parent=held.get((kind, HANGS_UNDER_ROLE.get(role))),
                valid_from=opening() if SCOPE_OF[role] is Scope.CAF else agreement.opens_on,
                given_at=clock.now(),
                **scopes[role],
            )
        Grant.objects.bulk_create([held[key] for key in keys])
    return people


def _rank(role: Role) -> int:
    above = HANGS_UNDER_ROLE.get(role)
    return 1 + _rank(above) if above else 0
