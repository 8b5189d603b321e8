"""What people read when a right of theirs begins, changes, or ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.base.formats import short_date
from portal.habpps.models import Agreement, Caf, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.lives import describe_late_start
from portal.habpps.rights.roles import Role
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail

from .examples import access_example, ending_example


def queue_reminder(
    kind: MailKind, to: User | Mailbox, agreement: Agreement, once: str, day: date, more: Mapping[str, object]
) -> int:
    """A mail about what ends on `day`; how many were written: none when `once`, which says what it is about, was used.
    `more`: the rest of its context."""
    context = {"agreement": agreement, "partner": partner_in_mails(agreement), "day": day, **more}
    letter = queue_mail(kind, to=to, context=context, caf_id=agreement.caf_id, agreement_id=agreement.pk, once=once)
    return int(letter is not None)


def queue_notice(
    user: User, agreement: Agreement, kind: MailKind, *, actor: Actor, lines: list[str], when: str = ""
) -> None:
    """A mail to somebody whose rights, or whose convention, change; `lines`: what changes, `when`: on which day, in
    French."""
    context = {
        "lines": lines,
        "agreement": agreement,
        "partner": partner_in_mails(agreement),
        "given_by": actor.user,
        "when": when,
    }
    if kind is RIGHT_GIVEN_MAIL:
        context["waits"] = Invitation.objects.filter(agreement=agreement, user=user).exists()
    queue_mail(
        kind,
        to=user,
        context=context,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
    )


def describe_end(last_day: date | None) -> str:
    """When a right ends: after that day, or at once without."""
    return f"le {short_date(last_day)} au soir" if last_day else "dès maintenant"


def describe_grant(grant: Grant) -> str:
    """« Approbateur, Structure Jeunesse, à partir du 01/02/2026 »: one right in a message."""
    place = grant.activity or grant.site
    parts = [Role(grant.role).label, str(place) if place else ""]
    end = f" jusqu'au {short_date(grant.valid_until)}" if grant.valid_until else ""
    late = describe_late_start(grant)
    said = f"{', '.join(filter(None, parts))}, à partir du {short_date(grant.valid_from)}{end}"
    return f"{said} ({late[:1].lower()}{late[1:]})" if late else said


@dataclass(frozen=True)
class Mailbox:
    """The Caf's own address (« Pôle SIAP »), which has no account, and so no key."""

    email: str
    name: str
    pk: int = 0

    def get_full_name(self) -> str:
        return self.name


def mailbox_of(caf: Caf) -> list[Mailbox]:
    return [Mailbox(caf.email, caf.name)] if caf.email else []


RIGHT = "Approbateur, Structure Jeunesse, à partir du 01/02/2026"

RIGHT_GIVEN_MAIL = MailKind(
    "habpps/right_given", "Droit donné ou modifié", lambda: access_example(lines=[RIGHT], waits=False)
)
RIGHT_REMOVED_MAIL = MailKind(
    "habpps/right_removed", "Droit retiré", lambda: access_example(lines=[RIGHT], when="le 31/12/2026 au soir")
)
RIGHTS_ENDING_MAIL = MailKind(
    "habpps/rights_ending",
    "Droits qui prennent fin sous 15 jours",
    lambda: ending_example(own=True, lines=[f"{RIGHT} jusqu'au 31/12/2026"]),
)

declare_mails(RIGHT_GIVEN_MAIL, RIGHT_REMOVED_MAIL, RIGHTS_ENDING_MAIL)
