"""What the people of a Caf read when one of them is named, or ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.habpps.grants.examples import CAF
from portal.habpps.invitations.mails import Offer, send_offer
from portal.habpps.models import Caf, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.lives import describe_late_start
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.mail.examples import Example
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail


def invited_by(actor: Actor, caf: Caf) -> str:
    return f"{actor.user.get_full_name()} ({caf.name})"


def mail_named(
    actor: Actor, caf: Caf, grant: Grant, invitation: Invitation | None = None, *, is_new: bool = False
) -> None:
    """The one mail by which somebody learns of their roles at the Caf; their first link where the account waits for it.
    `invitation`: what they must accept; `is_new`: the account was made in this transaction."""
    held = Grant.objects.filter(caf=caf, user=grant.user_id)
    offer = Offer.of(invited_by(actor, caf), held, actor.today)

    def write_to_known(scope: dict[str, Any]) -> None:
        waits = invitation is not None
        context = {**_about(actor, caf, grant), "lines": offer.rights, "opens_on": offer.opens_on, "waits": waits}
        queue_mail(OFFICIAL_NAMED_MAIL, to=grant.user, context=context, **scope)

    send_offer(actor.user, grant.user, invitation, offer, write_to_known, is_new=is_new, caf_id=caf.pk)


def mail_ended(actor: Actor, caf: Caf, grant: Grant, when: str) -> None:
    """`when`: « dès maintenant », « le 31/12/2026 au soir »."""
    context = {**_about(actor, caf, grant), "when": when}
    queue_mail(OFFICIAL_ENDED_MAIL, to=grant.user, context=context, caf_id=caf.pk)


def mail_administrators(actor: Actor, caf: Caf, grant: Grant, *, ended: str = "") -> None:
    """To the other administrators of the Caf, when one is named or ends (`ended`: when)."""
    if grant.role != Role.CAF_ADMIN:
        return
    held = Grant.objects.filter(effective_on(actor.today), role=Role.CAF_ADMIN, caf=caf)
    others = User.objects.filter(pk__in=held.values("user_id")).exclude(pk__in=[actor.id, grant.user_id])
    context = {**_about(actor, caf, grant), "person": shown_person(grant).full_name, "ended": ended}
    for other in others.order_by("pk"):
        queue_mail(CAF_ADMINISTRATOR_MAIL, to=other, context=context, caf_id=caf.pk)


def _about(actor: Actor, caf: Caf, grant: Grant) -> dict[str, object]:
    return {
        "caf": caf,
        "given_by": actor.user,
        "role": Role(grant.role).label,
        "valid_from": grant.valid_from,
        "valid_until": grant.valid_until,
        "late": describe_late_start(grant),
    }


LINES = ["Gestionnaire Caf, à partir du 01/02/2026"]


def _example(role: str = "Gestionnaire Caf", **more: Any) -> dict[str, Any]:
    days = {"valid_from": date(2026, 2, 1), "valid_until": None, "late": ""}
    return {"caf": CAF, "given_by": Example(first_name="Dominique"), "role": role, **days, **more}


OFFICIAL_NAMED_MAIL = MailKind(
    "habpps/official_named", "Rôle donné à la Caf", lambda: _example(waits=True, opens_on=None, lines=LINES)
)
OFFICIAL_ENDED_MAIL = MailKind(
    "habpps/official_ended", "Rôle à la Caf qui prend fin", lambda: _example(when="dès maintenant")
)
CAF_ADMINISTRATOR_MAIL = MailKind(
    "habpps/caf_administrator",
    "Administrateur de la Caf nommé ou retiré",
    lambda: _example("Administrateur Caf habilitations", person="Alix Exemple", ended=""),
)

declare_mails(OFFICIAL_NAMED_MAIL, OFFICIAL_ENDED_MAIL, CAF_ADMINISTRATOR_MAIL)
