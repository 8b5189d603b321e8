"""The messages of a Caf: to whom, of which kind, whether they left. Never their text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from post_office.models import STATUS, Log

from portal.accounts.lifecycle.mails import PROVISIONAL_IDENTIFIER_MAIL
from portal.accounts.models import User
from portal.accounts.passwords.mails import PASSWORD_CHANGE_FORCED_MAIL, RESET_MAIL
from portal.base.folding import fold
from portal.base.statements import Found, Statement
from portal.habpps.models import Caf, Grant
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.labels import told_among
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import unanswered_invitations, unanswered_invitations_at_caf
from portal.mail.kinds import REGISTRY
from portal.mail.models import Letter

from ..rules import INVITATIONS

SENT, PENDING, FAILED = "ENVOYE", "EN_ATTENTE", "EN_ECHEC"
INVITATION = "invitation"
STATUSES = {SENT: [STATUS.sent], PENDING: [STATUS.queued, STATUS.requeued], FAILED: [STATUS.failed]}
# It leaves with the provisional password, and only to a new account: the two are one line.
TWIN = PROVISIONAL_IDENTIFIER_MAIL.name


def of_caf() -> QuerySet[Any]:
    return Letter.objects.filter(_heard_by_caf())


def _heard_by_caf() -> Q:
    """What a Caf may hear of. Of somebody who has not answered, the invitation alone: some messages only go to an
    account that was active before, and to see one would tell that there was such an account."""
    at_caf = Q(Exists(unanswered_invitations_at_caf("caf_id", "recipient_id")), agreement_id=None)
    known = Q(kind__in=INVITATIONS) | ~(at_caf | Exists(unanswered_invitations("agreement_id", "recipient_id")))
    return known & Q(caf_id__isnull=False) & ~Q(kind=TWIN)


def kind_choices() -> list[tuple[str, str]]:
    """Key -> French label of what may be asked for; all invitations are one kind."""
    named = [(kind.name, kind.label) for kind in REGISTRY.values() if not kind.name.startswith("accounts/")]
    named += [(name, REGISTRY[name].label) for name in (RESET_MAIL.name, PASSWORD_CHANGE_FORCED_MAIL.name)]
    found = [(INVITATION, "Invitation"), *((name, label) for name, label in named if name not in INVITATIONS)]
    return sorted(found, key=lambda choice: fold(choice[1]))


def kind_label(kind: str) -> str:
    if kind in INVITATIONS:
        return "Invitation"
    return REGISTRY[kind].label if kind in REGISTRY else kind


def list_messages(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    person: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Found:
    """The messages about the actor's Caf, newest first, with what a line shows. `state`: SENT, PENDING, FAILED;
    `kind`: of `kind_choices`."""
    asked = Q()
    if state:
        asked &= Q(email__status__in=STATUSES[state])
    if kind:
        asked &= Q(kind__in=INVITATIONS) if kind == INVITATION else Q(kind=kind)
    if start:
        asked &= Q(queued_at__date__gte=start)
    if end:
        asked &= Q(queued_at__date__lte=end)
    for word in person.split():
        asked &= Q(last_name__folded_contains=word) | Q(first_name__folded_contains=word)
    return messages_within.found(reach=visible_filter(actor, Letter, SUPERVISE), asked=asked)


@Statement
def messages_within(reach: Any, asked: Any) -> QuerySet[Any]:
    return read_messages(Letter.objects.filter(reach).filter(_heard_by_caf())).filter(asked).order_by("-id")


def read_messages(found: QuerySet[Any]) -> QuerySet[Any]:
    """The same with what a line shows: names by the invitation's rule, the last failure's kind, the access concerned.

    `access`: public id of the recipient's access to the convention, if they still have one.
    """
    failures = Log.objects.filter(email_id=OuterRef("email_id"), status=STATUS.failed).order_by("-id")
    access = Grant.objects.filter(
        agreement_id=OuterRef("agreement_id"), user_id=OuterRef("recipient_id"), role=Role.PARTNER_USER, revoked_at=None
    ).order_by("-id")
    unused = User.objects.filter(pk=OuterRef("recipient_id"), state=User.State.PENDING)
    return found.annotate(
        last_name=_shown("last_name"),
        first_name=_shown("first_name"),
        status=F("email__status"),
        failure=Subquery(failures.values("exception_type")[:1]),
        answer=Subquery(failures.values("message")[:1]),
        access=Subquery(access.values("public_id")[:1]),
        waits=Exists(unanswered_invitations("agreement_id", "recipient_id")) | Exists(unused),
        text=Case(When(email__message="", then=Value("")), default=Value("kept"), output_field=CharField()),
    )


def name_cafs(letters: Iterable[Any], actor: Actor) -> list[Any]:
    """The same with `caf`: the name of the Caf that each is about, where the actor could take it for another's."""
    found = list(letters)
    told = told_among(actor, {each.agreement_id for each in found if each.agreement_id})
    without = {each.caf_id for each in found if not each.agreement_id}
    named = Caf.objects.filter(pk__in=without).order_by("pk").values_list("pk", "name")
    cafs = dict(named) if actor.sees_several_cafs else {}
    for each in found:
        each.caf = told.get(each.agreement_id, "") if each.agreement_id else cafs.get(each.caf_id, "")
    return found


def _shown(name: str) -> Any:
    account = User.objects.filter(pk=OuterRef("recipient_id"))
    typed = unanswered_invitations("agreement_id", "recipient_id")
    # Letters about a convention go by its words; those about none, by the Caf's.
    at_caf = Case(
        When(agreement_id=None, then=Subquery(unanswered_invitations_at_caf("caf_id", "recipient_id").values(name)[:1]))
    )
    return Coalesce(Subquery(typed.values(name)[:1]), at_caf, Subquery(account.values(name)[:1]))
