"""Who acts: a person with the grants that count today, loaded by one query, answering from memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..models.agreements import with_caf
from .loading import effective_rows
from .permissions import Permission
from .roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

ORGANISATION = "organisation"  # where the session keeps it


@dataclass(frozen=True)
class HeldGrant:
    """One effective grant. `caf_id` is the convention's Caf for a partner's grant; `organisation`: the name to show;
    `organisation_key`: the public id of the Caf or of the convention, "" for the nation; `caf_name`: the convention's."""

    id: int
    role: Role
    caf_id: int | None
    agreement_id: int | None
    activity_id: int | None
    site_id: int | None
    delegated: bool
    organisation: str = ""
    organisation_key: str = ""
    caf_name: str = ""

    @property
    def is_partner(self) -> bool:
        return self.agreement_id is not None


class Actor:
    """A person on a day. `user` may be anonymous: no grants then.

    `chosen`: the Caf or the convention in which somebody who has several works now (« organisation_key »). It narrows lists and
    menus, never what may be done: an object elsewhere still opens, and `followed` then says where it lies.
    """

    def __init__(self, user: User, today: date, chosen: str = ""):
        self.user = user
        self.today = today
        self._chosen = chosen
        self.followed = ""

    @cached_property
    def grants(self) -> tuple[HeldGrant, ...]:
        if self.id is None:
            return ()
        return tuple(_read(row) for row in effective_rows(self.user.pk, self.today))

    @cached_property
    def organisations(self) -> dict[str, str]:
        """Key -> name of everywhere the person's rights lie, in the order of the rights; of a partner that they serve
        under two Cafs, one for each."""
        return {
            grant.organisation_key: with_caf(grant.organisation, self.told_cafs.get(grant.agreement_id or 0, ""))
            for grant in self.grants
            if grant.organisation_key
        }

    @property
    def sees_several_cafs(self) -> bool:
        """Could two rows of the actor's lists lie with two Cafs?"""
        return len({grant.caf_id for grant in self.grants}) > 1 or self.has_role(Role.NATIONAL_ADMIN)

    @cached_property
    def told_cafs(self) -> dict[int, str]:
        """Convention -> name of its Caf, where the person holds rights under another one of the same name with another
        Caf."""
        cafs: dict[str, set[str]] = {}
        held = [grant for grant in self.grants if grant.is_partner]
        for grant in held:
            cafs.setdefault(grant.organisation, set()).add(grant.caf_name)
        return {grant.agreement_id or 0: grant.caf_name for grant in held if len(cafs[grant.organisation]) > 1}

    @property
    def focus(self) -> str:
        """The organisation to which lists are narrowed; "" for all of them, and for whoever has but one."""
        now = self.followed or self._chosen
        return now if now in self.organisations and len(self.organisations) > 1 else ""

    def in_focus(self, grants: Iterable[HeldGrant]) -> list[HeldGrant]:
        """Those of the grants that count for lists. Rights over the nation lie everywhere."""
        return [grant for grant in grants if not self.focus or grant.organisation_key in ("", self.focus)]

    def follow(self, organisation_key: str) -> None:
        """An object of another organisation is open: the person works there now."""
        if self.focus and organisation_key:
            self.followed = organisation_key

    def grants_for(self, permission: Permission) -> list[HeldGrant]:
        """The grants that carry the permission, wherever they reach."""
        return [
            grant
            for grant in self.grants
            if grant.role in permission.roles and (not permission.delegated or not grant.is_partner or grant.delegated)
        ]

    def may(self, permission: Permission) -> bool:
        """Is there anything to which the actor may do this, where they work now? For menus: asks for no reason."""
        return bool(self.in_focus(self.grants_for(permission)))

    def has_role(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def id(self) -> int | None:
        return self.user.pk


def _read(row: tuple[Any, ...]) -> HeldGrant:
    pk, role, caf, of_agreement, agreement, activity, site, delegated, name, partner, caf_key, key, caf_name = row
    return HeldGrant(
        pk,
        Role(role),
        caf or of_agreement,
        agreement,
        activity,
        site,
        bool(delegated),
        name or partner or "",
        caf_key or key or "",
        caf_name or "",
    )
