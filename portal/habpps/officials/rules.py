"""Who names and ends the people of a Caf, and why something is not done to their accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from portal.habpps.account_help.rules import Refusals
from portal.habpps.rights.decisions import Decision, allow, refuse
from portal.habpps.rights.roles import Role

NOT_ONESELF = "Vous ne pouvez pas modifier vos propres droits. Demandez à un autre administrateur de la Caf."
NATION_S = "Ce compte porte des droits du niveau national : adressez-vous à l'assistance."
REFUSALS = Refusals(
    oneself=NOT_ONESELF,
    waits=(
        "Cette personne n'a pas encore accepté l'invitation : renvoyez-la, corrigez son adresse, ou mettez fin à son rôle."
    ),
    nation=NATION_S,
    caf=NATION_S,
    elsewhere=(
        "Ce compte sert aussi ailleurs : seule cette personne, ou l'administration nationale, peut faire cette action."
    ),
)
OVER = "Le rôle de cette personne a pris fin."
NAMED_AT_MOST = 5
LAST_ONE = "C'est le dernier administrateur de la Caf dont le compte est activé : nommez-en un autre avant."


def may_end_official(
    *, actor_id: int | None, user_id: int, role: Role, grantable: Collection[Role], leaves_nobody: bool
) -> Decision:
    """`leaves_nobody`: the Caf would have a day without any administrator who can act."""
    if role not in grantable:
        return refuse(f"Vous ne pouvez pas retirer le rôle «\u00a0{role.label}\u00a0» ici.")
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    if leaves_nobody:
        return refuse(LAST_ONE)
    return allow()


def cafs_warning(short: Sequence[tuple[str, int]]) -> str:
    """The standing warning over Cafs (name, administrators who can act) that have fewer than two; "" without any."""
    if not short:
        return ""
    why = "il en faut deux pour qu'une absence ne bloque personne"
    if len(short) == 1:
        [(name, count)] = short
        have = "n'a qu'un administrateur" if count else "n'a aucun administrateur"
        return f"La {name} {have} dont le compte est activé : {why}."
    names = ", ".join(name for name, _ in short[:NAMED_AT_MOST])
    more = f", et {len(short) - NAMED_AT_MOST} de plus" if len(short) > NAMED_AT_MOST else ""
    return f"{len(short)} Cafs ont moins de deux administrateurs dont le compte est activé ({names}{more}) : {why}."
