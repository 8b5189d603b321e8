"""Every permission, declared once: the check, the list query, the menus, the documentation and the test matrix read this.

Each room declares its own as constants in `<room>/permissions.py`; what asks for one imports it from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .roles import Role


@dataclass(frozen=True)
class Permission:
    """`label` completes « Vous ne pouvez pas … ».

    `delegated`: roles of the partner count only while the contrat de service delegates the management.
    """

    name: str
    label: str
    help: str
    roles: frozenset[Role]
    delegated: bool = False


REGISTRY: dict[str, Permission] = {}


def declare(name: str, label: str, explanation: str, roles: Iterable[Role], *, delegated: bool = False) -> Permission:
    if name in REGISTRY:
        raise ValueError(f"permission declared twice: {name}")
    REGISTRY[name] = Permission(name, label, explanation, frozenset(roles), delegated)
    return REGISTRY[name]
