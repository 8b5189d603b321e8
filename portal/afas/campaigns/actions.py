"""Opening campaigns and what is owed in them, which may be run again; and what the Caf asks for or waives."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from portal.afas.declarations.actions import add_history, lock_declaration, required_reason, set_state
from portal.afas.models import Campaign, Declaration, DeclarationPart, Event, Fact, PartKind, State
from portal.afas.permissions import DECIDE_OWED
from portal.base import clock
from portal.base.errors import ActionError
from portal.catalogue.current import get_catalogue
from portal.catalogue.edition import Opening
from portal.habpps.grants.actions.locking import lock_agreement
from portal.habpps.models import Activity, Agreement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require_decision
from portal.habpps.rights.periods import iso
from portal.journal.writer import log_event

from .events import CAMPAIGN_OPENED, DECLARATIONS_OPENED
from .mails import mail_opened, mail_restored, mail_waived
from .queries import list_unopened, owing_activities
from .rules import GIVEN_UP_YEARS, may_restore, may_waive, own_due_date, why_not_due_on

BATCH = 1_000


def open_campaign(
    *, type_code: str, fiscal_year: int, declaration_type: str, period: str = "", actor: Actor | None = None
) -> Campaign:
    """The campaign, made with the catalogue's dates if need be, and each declaration that is owed in it.

    `actor` None: the portal itself. Raises UnknownEditionError, and KeyError when the catalogue's calendar has no such
    opening.
    """
    edition = get_catalogue().edition(type_code, fiscal_year)
    opening = edition.calendar("_".join(filter(None, (declaration_type, period))))
    campaign = _campaign(type_code, fiscal_year, opening, actor)
    while _open_declarations(campaign, actor):
        pass
    return campaign


def open_due_declarations(today: date) -> list[Campaign]:
    """Every campaign that the catalogue says to be open today; and, in those opened before, the new activities."""
    return [
        open_campaign(
            type_code=activity_type.code,
            fiscal_year=year,
            declaration_type=opening.declaration_type,
            period=opening.period,
        )
        for activity_type in get_catalogue().types.values()
        for year, edition in activity_type.editions.items()
        for opening in edition.openings()
        if today <= date(year + GIVEN_UP_YEARS, 12, 31)
        and (opening.opens_on <= today <= opening.due_on or _exists(activity_type.code, year, opening))
    ]


def open_declarations_of(*, actor: Actor | None, agreement: Agreement) -> int:
    """In the campaigns opened already, the declarations that the convention's activities lack; how many.

    The day's job would do it too: who adds an activity in a campaign expects to see it at once.
    """
    kinds = agreement.activities.values("type_code")
    since = clock.today().year - GIVEN_UP_YEARS
    campaigns = Campaign.objects.filter(type_code__in=kinds, fiscal_year__gte=since).order_by("pk")
    return sum(_open_declarations(campaign, actor, agreement) for campaign in campaigns)


def _key(type_code: str, year: int, opening: Opening) -> dict[str, Any]:
    return {
        "type_code": type_code,
        "fiscal_year": year,
        "declaration_type": opening.declaration_type,
        "period": opening.period,
    }


def _exists(type_code: str, year: int, opening: Opening) -> bool:
    return Campaign.objects.filter(**_key(type_code, year, opening)).exists()


@transaction.atomic
def _campaign(type_code: str, year: int, opening: Opening, actor: Actor | None) -> Campaign:
    covered = {"covers_from": opening.covers_from, "covers_until": opening.covers_until}
    dates = {"opens_on": opening.opens_on, "due_on": opening.due_on, **covered}
    campaign, created = Campaign.objects.get_or_create(**_key(type_code, year, opening), defaults=dates)
    if (campaign.covers_from, campaign.covers_until) != (opening.covers_from, opening.covers_until):
        # Written by an earlier version, which did not know them.
        Campaign.objects.filter(pk=campaign.pk).update(**covered)
        campaign.refresh_from_db(fields=covered)
    if created:
        log_event(
            CAMPAIGN_OPENED,
            actor_id=actor.id if actor else None,
            about=("afas.campaign", campaign.pk),
            **_key(type_code, year, opening),
        )
    return campaign


@transaction.atomic
def _open_declarations(campaign: Campaign, actor: Actor | None, agreement: Agreement | None = None) -> int:
    """Open a batch of owed declarations that are missing (of one convention, if it is given); how many."""
    # Two runs at once: the second waits here, and then finds nothing missing.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    owing = owing_activities(campaign)
    if agreement is not None:
        owing = owing.filter(agreement=agreement)
    today = clock.today()
    rows = owing.order_by("pk").values_list("pk", "agreement__caf_id", "due")[:BATCH]
    declarations = [
        Declaration(campaign=campaign, activity_id=activity, caf_id=caf, due_on=own_due_date(due, today))
        for activity, caf, due in rows
    ]
    _write(declarations)
    if declarations:
        log_event(
            DECLARATIONS_OPENED,
            actor_id=actor.id if actor else None,
            about=("afas.campaign", campaign.pk),
            count=len(declarations),
        )
    return len(declarations)


def _write(declarations: list[Declaration]) -> None:
    """Each with its two parts."""
    Declaration.objects.bulk_create(declarations)
    DeclarationPart.objects.bulk_create(
        DeclarationPart(declaration=declaration, kind=kind) for declaration in declarations for kind in PartKind
    )


@transaction.atomic
def open_offered(*, actor: Actor, activity: Activity, campaigns: Sequence[Campaign], due_on: date) -> list[Declaration]:
    """The declarations of the past that the Caf asks an activity for, with a due date of their own; those that exist
    already are left as they are.

    Raises Refused, and ActionError on `campaigns` and `due_on`.
    """
    actor, _ = lock_agreement(actor, activity.agreement, DECIDE_OWED)
    activity = Activity.objects.select_related("agreement__partner", "agreement__caf").get(pk=activity.pk)
    # Also waits for the day's job, which may be opening the same ones.
    chosen = list(Campaign.objects.select_for_update().filter(pk__in=[each.pk for each in campaigns]).order_by("pk"))
    unopened = {each.campaign.pk for each in list_unopened(activity, actor.today)}
    existing = set(activity.declarations.order_by().values_list("campaign", flat=True))
    if not chosen or any(each.pk not in unopened | existing for each in chosen):
        raise ActionError({"campaigns": ["Choisissez au moins une déclaration de la liste."]})
    missing = [each for each in chosen if each.pk in unopened]
    if why_not := why_not_due_on(due_on, missing, actor.today):
        raise ActionError({"due_on": [why_not]})
    declarations = [
        Declaration(campaign=campaign, activity=activity, caf=activity.agreement.caf, due_on=due_on)
        for campaign in missing
    ]
    _write(declarations)
    for declaration in declarations:
        add_history(actor, declaration, Event.Kind.OPENED, due_on=iso(due_on))
    if declarations:
        mail_opened(actor, declarations, due_on)
    return declarations


@transaction.atomic
def waive_declarations(*, actor: Actor, declarations: Iterable[Declaration], reason: str) -> int:
    """« Sans objet »: nobody is asked for them any more, nothing that was entered is lost; how many have changed.

    Raises Refused on the first that may not be, and ActionError without a reason: nothing is then written.
    """
    waived: dict[int, list[Declaration]] = {}
    reason = required_reason(reason)
    for ticked in sorted(declarations, key=lambda each: each.pk):
        actor, declaration = lock_declaration(actor, ticked, DECIDE_OWED)
        if declaration.state == State.WAIVED and declaration.waived_by_id == actor.id:
            continue  # a second click
        require_decision(may_waive(actor, declaration))
        facts = {"waived_from": declaration.state, "waived_at": clock.now(), "waived_by": actor.user}
        set_state(declaration, State.WAIVED, **facts, waived_reason=reason)
        Fact.objects.filter(declaration=declaration).update(latest=False)
        add_history(actor, declaration, Event.Kind.WAIVED, reason=reason)
        waived.setdefault(declaration.activity_id, []).append(declaration)
    for of_activity in waived.values():
        mail_waived(actor, of_activity, reason)
    return sum(map(len, waived.values()))


@transaction.atomic
def restore_declaration(*, actor: Actor, declaration: Declaration) -> Declaration:
    """Where it was before it was « sans objet », with time to declare if its due date has passed. Raises Refused."""
    actor, declaration = lock_declaration(actor, declaration, DECIDE_OWED)
    require_decision(may_restore(actor, declaration))
    facts: dict[str, Any] = {"waived_from": "", "waived_at": None, "waived_by": None, "waived_reason": ""}
    if not declaration.version and (due_on := own_due_date(declaration.due, actor.today)):
        facts["due_on"] = declaration.due = due_on
    set_state(declaration, declaration.waived_from, **facts)
    last = {"transmission__version": declaration.version}
    Fact.objects.filter(declaration=declaration, **last).update(latest=True)
    add_history(actor, declaration, Event.Kind.RESTORED)
    mail_restored(actor, declaration)
    return declaration
