"""What will end soon, told in time: rights, conventions, invitations (« people forget a right »).

Each function finds what is due and writes its mails; run again, or on two machines, it writes nothing more: a mail's
`once` key says what it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from portal import mail
from portal.accounts.models import User
from portal.base import clock

from ..models import Agreement, Grant, Invitation
from ..queries.people import counts_on, shown_as
from ..rights.actor import Actor
from ..rights.effective import effective_on
from ..rights.roles import Role
from .amendment_mails import Mailbox, mailbox_of
from .people import describe

RIGHTS_DAYS = 15
AGREEMENT_DAYS = (90, 30)


def ending_rights(today: date) -> Iterable[list[Any]]:
    """Rights in force that end within 15 days, by convention; those that end with what they hang under are left out:
    the reader is told of the access, or of the convention, once. Each grant bears its person's names as shown there."""
    found = (
        Grant.objects.filter(
            counts_on(today),
            agreement__isnull=False,
            valid_until__range=(today, today + timedelta(days=RIGHTS_DAYS)),
        )
        .exclude(valid_until=F("parent__valid_until"))
        .exclude(valid_until=F("agreement__closes_on"))
        .select_related("user", "agreement__partner", "activity", "site")
        .annotate(shown_last_name=shown_as("last_name"), shown_first_name=shown_as("first_name"))
        .order_by("agreement_id", "valid_until", "user_id", "id")
    )
    for _, grants in groupby(found, key=lambda grant: (grant.agreement_id, grant.valid_until)):
        yield list(grants)


def remind_of_rights(*, actor: Actor | None = None) -> int:
    """To each person, and to the administrators, one mail a convention and a day of end; how many mails."""
    today = clock.today()
    return sum(_remind_of_rights(actor=actor, grants=grants) for grants in ending_rights(today))


@transaction.atomic
def _remind_of_rights(*, actor: Actor | None, grants: list[Any]) -> int:
    agreement, day = grants[0].agreement, grants[0].valid_until
    by_person: dict[User, list[Any]] = defaultdict(list)
    for grant in grants:
        by_person[grant.user].append(grant)
    written = 0
    for user, own in by_person.items():
        told = {"lines": [describe(grant) for grant in own], "own": True}
        written += _write("habpps/rights_ending", user, agreement, f"rights:{agreement.pk}:{user.pk}:{day}", day, told)
    for admin in _administrators(agreement):
        lines = [
            f"{grant.shown_first_name} {grant.shown_last_name} : {describe(grant)}"
            for grant in grants
            if grant.user_id != admin.pk
        ]
        told = {"lines": lines, "own": False}
        key = f"rights-of-others:{agreement.pk}:{admin.pk}:{day}"
        written += _write("habpps/rights_ending", admin, agreement, key, day, told) if lines else 0
    return written


def remind_of_agreements(*, actor: Actor | None = None) -> int:
    """To the administrators and to the Caf's mailbox, 90 and 30 days before a convention ends; how many mails."""
    today = clock.today()
    ending = Agreement.objects.filter(
        state=Agreement.State.VALIDATED, closes_on__range=(today, today + timedelta(days=max(AGREEMENT_DAYS)))
    )
    return sum(
        _remind_of_agreement(actor=actor, agreement=each)
        for each in ending.select_related("partner", "caf").order_by("pk")
    )


@transaction.atomic
def _remind_of_agreement(*, actor: Actor | None, agreement: Agreement) -> int:
    day = agreement.closes_on
    if day is None:
        return 0
    left = (day - clock.today()).days
    step = min(days for days in AGREEMENT_DAYS if left <= days)
    people: list[User | Mailbox] = [*_administrators(agreement), *mailbox_of(agreement.caf)]
    return sum(
        _write(
            "habpps/agreement_ending",
            person,
            agreement,
            f"agreement:{agreement.pk}:{person.pk}:{day}:{step}",
            day,
            {"left": left},
        )
        for person in people
    )


def remind_of_invitations(*, actor: Actor | None = None) -> int:
    """To the administrators of the convention, once: an invitation has lapsed unanswered; how many mails.

    The same for a new account and for one that existed before: a mail must not tell them apart.
    """
    lapsed = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    found = (
        Invitation.objects.filter(Invitation.WAITING, sent_at__lte=lapsed, agreement__state=Agreement.State.VALIDATED)
        .select_related("agreement__partner")
        .order_by("agreement_id", "pk")
    )
    return sum(_remind_of_invitation(actor=actor, invitation=each) for each in found)


@transaction.atomic
def _remind_of_invitation(*, actor: Actor | None, invitation: Invitation) -> int:
    agreement, today = invitation.agreement, clock.today()
    if agreement is None:  # of a Caf's own people: their list says it
        return 0
    standing = Grant.objects.filter(
        agreement=agreement, user=invitation.user_id, role=Role.PARTNER_USER, revoked_at=None
    ).exclude(valid_until__lt=today)
    membership = standing.order_by("pk").first()
    if membership is None:
        return 0
    told = {"person": invitation.get_full_name(), "public_id": membership.public_id}
    return sum(
        _write(
            "habpps/invitation_lapsed",
            admin,
            agreement,
            f"lapsed:{invitation.pk}:{invitation.sent_at:%Y%m%d%H%M}:{admin.pk}",
            clock.day(invitation.sent_at),
            told,
        )
        for admin in _administrators(agreement)
    )


def _administrators(agreement: Agreement) -> list[User]:
    held = Grant.objects.filter(effective_on(clock.today()), agreement=agreement, role=Role.PARTNER_ADMIN)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def _write(
    kind: str, to: User | Mailbox, agreement: Agreement, once: str, day: date, told: Mapping[str, object]
) -> int:
    context = {"agreement": agreement, "partner": agreement.partner, "day": day, **told}
    letter = mail.queue(kind, to=to, context=context, caf_id=agreement.caf_id, agreement_id=agreement.pk, once=once)
    return int(letter is not None)
