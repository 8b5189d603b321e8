"""Who acts: a person with the grants that count today, loaded by one query, answering from memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from .loading import effective_rows
from .permissions import Permission, permission
from .roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class HeldGrant:
    """One effective grant. `caf_id` is the convention's Caf for a partner's grant; `organisation`: the name to show."""

    id: int
    role: Role
    caf_id: int | None
    agreement_id: int | None
    activity_id: int | None
    site_id: int | None
    delegated: bool
    organisation: str = ""

    @property
    def is_partner(self) -> bool:
        return self.agreement_id is not None


class Actor:
    """A person on a day. `user` may be anonymous: no grants then."""

    def __init__(self, user: User, today: date):
        self.user = user
        self.today = today

    @cached_property
    def grants(self) -> tuple[HeldGrant, ...]:
        if self.id is None:
            return ()
        return tuple(
            HeldGrant(
                pk, Role(role), caf or of_agreement, agreement, activity, site, bool(delegated), name or partner or ""
            )
            for pk, role, caf, of_agreement, agreement, activity, site, delegated, name, partner in effective_rows(
                self.user.pk, self.today
            )
        )

    def grants_for(self, permission: Permission) -> list[HeldGrant]:
        """The grants that carry the permission, wherever they reach."""
        return [
            grant
            for grant in self.grants
            if grant.role in permission.roles and (not permission.delegated or not grant.is_partner or grant.delegated)
        ]

    def may(self, name: str) -> bool:
        """Is there anything at all to which the actor may do this? For menus: asks for no reason."""
        return bool(self.grants_for(permission(name)))

    def has_role(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def id(self) -> int | None:
        return self.user.pk
