"""The page that tells people which role may do what: made from the declarations, never written by hand."""

from collections.abc import Collection
from itertools import groupby

from .permissions import REGISTRY, Permission
from .roles import AFAS_ROLES, GRANTABLE, HANGS_UNDER_ROLE, SCOPE_OF, SHORT_LABELS, Role, Scope

SCOPES = {
    Scope.NATION: "le pays",
    Scope.CAF: "une Caf",
    Scope.AGREEMENT: "une convention",
    Scope.GROUP: "un groupe d'une convention",
    Scope.PLACE: "une activité, ou toutes celles d'un lieu d'implantation",
}
ROOMS = {
    "habpps": "HABPPS : organismes, conventions, droits",
    "afas": "AFAS : déclarations",
    "statistics": "Statistiques",
}
HEAD = """# Permissions

Written by `manage.py describe_permissions` from the declarations in `portal/*/permissions.py`; a test fails when this
page is stale. Labels and helps are those that people read in the portal.

"""


def permissions_page() -> str:
    """Markdown: the roles, then the permissions of each room."""
    return HEAD + _roles() + "".join(_room(name, list(found)) for name, found in groupby(_sorted(), key=_room_of))


def _sorted() -> list[Permission]:
    order = [*ROOMS, *sorted({_room_of(each) for each in REGISTRY.values()} - set(ROOMS))]
    return sorted(REGISTRY.values(), key=lambda each: (order.index(_room_of(each)), each.name))


def _room_of(permission: Permission) -> str:
    return permission.name.partition(".")[0]


def _roles() -> str:
    rows = [
        f"| `{role.value}` | {_label(role)} | {SCOPES[SCOPE_OF[role]]} | {_above(role)} | {_names(GRANTABLE.get(role, ()))} |"
        for role in Role
    ]
    head = "## Roles\n\n| Role | Label | Holds over | Hangs under | May give |\n|---|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _label(role: Role) -> str:
    return f"{role.label} ({SHORT_LABELS[role]})" if role in AFAS_ROLES[:2] else role.label


def _above(role: Role) -> str:
    above = HANGS_UNDER_ROLE.get(role)
    return above.label if above else "–"


def _names(roles: Collection[str]) -> str:
    return ", ".join(role.label for role in Role if role in roles) or "–"


def _room(name: str, permissions: list[Permission]) -> str:
    rows = [
        f"| `{each.name}` | {each.label} | {each.help} | {_names(each.roles)} | {'oui' if each.delegated else '–'} |"
        for each in permissions
    ]
    head = (
        f"\n## {ROOMS.get(name, name)}\n\n| Permission | «\u00a0Vous ne pouvez pas …\u00a0» | Help | Roles | Partner's roles need delegation |\n"
        "|---|---|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"
