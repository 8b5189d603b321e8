"""Rights that end soon: a mail to who holds them and to who administers, once.

Run again, or on two machines, it writes nothing more: the `once` key of a mail says what it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F

from portal.accounts.models import User
from portal.base import clock
from portal.base.formats import person_name
from portal.base.ordering import empty_last
from portal.habpps.grants.mails import RIGHTS_ENDING_MAIL
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.shown import grants_counting_on, shown_as

from ..mails import describe_grant, queue_reminder

RIGHTS_DAYS = 15


def ending_rights(today: date) -> Iterable[list[Any]]:
    """Rights in force that end within 15 days, by convention; those that end with what they hang under are left out:
    the mail about the access, or the convention, says it. Each grant bears its person's names as shown there."""
    found = (
        grants_counting_on(today)
        .filter(agreement__isnull=False)
        .ending_within(today, RIGHTS_DAYS)
        .exclude(valid_until=F("parent__valid_until"))
        .exclude(valid_until=F("agreement__closes_on"))
        .select_related("user", "agreement__partner", "activity", "site")
        .annotate(shown_last_name=shown_as("last_name"), shown_first_name=shown_as("first_name"))
        .order_by(empty_last("agreement_id"), empty_last("valid_until"), "user_id", "id")
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
        more = {"lines": [describe_grant(grant) for grant in own], "own": True}
        written += queue_reminder(
            RIGHTS_ENDING_MAIL, user, agreement, f"rights:{agreement.pk}:{user.pk}:{day}", day, more
        )
    for admin in effective_administrators(agreement, clock.today()):
        lines = [
            f"{person_name(grant.shown_first_name, grant.shown_last_name)} : {describe_grant(grant)}"
            for grant in grants
            if grant.user_id != admin.pk
        ]
        more = {"lines": lines, "own": False}
        key = f"rights-of-others:{agreement.pk}:{admin.pk}:{day}"
        written += queue_reminder(RIGHTS_ENDING_MAIL, admin, agreement, key, day, more) if lines else 0
    return written
