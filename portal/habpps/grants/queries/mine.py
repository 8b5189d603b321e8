"""« Mes droits »: every right of a person, those that do not count included, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.accounts.names.queries import load_past_names
from portal.habpps.models import Grant
from portal.habpps.rights.effective import RELATED, why_not_effective
from portal.habpps.rights.lives import ENDING_RELATED, Ending, describe_late_start, ending_of
from portal.habpps.rights.roles import ACCESS_ROLES, Role

MOST = 200


@dataclass(frozen=True)
class HeldRight:
    """`over`: where it holds; `why_not`: French reason why it does not count today, empty when it does.
    `late`: that its beginning was entered later; `ended`: its real end, once it is over.

    `key`: the public id of an access to a convention or a Caf that is not over, "" for the rest; `waits`: its invitation
    waits for an answer.
    """

    role: str
    over: str
    under: str
    valid_from: date
    valid_until: date | None
    given_by: str
    why_not: str
    late: str
    ended: Ending | None
    key: str = ""
    waits: bool = False


def list_rights(user_id: int, today: date) -> list[HeldRight]:
    """The newest 200 rights of a person: those that count first, by role."""
    found = list(
        Grant.objects.filter(user_id=user_id)
        .select_related(
            "given_by", "caf", "activity", "site", "agreement__partner", "agreement__caf", *RELATED, *ENDING_RELATED
        )
        .order_by("-valid_from", "-id")[:MOST]
    )
    load_past_names(grant.given_by for grant in found)
    rights = [_read(grant, today) for grant in found]
    order = {role.label: number for number, role in enumerate(Role)}
    return sorted(rights, key=lambda right: (bool(right.why_not), order[right.role]))


def _read(grant: Grant, today: date) -> HeldRight:
    agreement = grant.agreement
    if grant.activity or grant.site:
        over = str(grant.activity or f"toutes les activités de «\u00a0{grant.site}\u00a0»")
    elif agreement is not None:
        over = agreement.partner.name
    else:
        over = grant.caf.name if grant.caf else "tout le territoire"
    return HeldRight(
        Role(grant.role).label,
        over,
        f"{agreement.label} ({agreement.caf.name})" if agreement else "",
        grant.valid_from,
        grant.valid_until,
        grant.given_by.name_on(grant.given_at) if grant.given_by else "Le portail",
        why_not_effective(grant, today) or "",
        describe_late_start(grant),
        ending_of(grant, today),
        grant.public_id if grant.role in ACCESS_ROLES and not grant.is_over(today) else "",
        grant.invitation_id is not None,
    )
