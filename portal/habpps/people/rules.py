"""What may be done to the account of somebody who has access to a convention."""

from __future__ import annotations

from portal.habpps.rights.decisions import Decision, allow, refuse
from portal.habpps.rights.rules import NOT_ONESELF

NOT_YET = "Cette personne n'a pas encore répondu à l'invitation : renvoyez-la, ou clôturez son accès."
ITS_OWN = "Ce compte sert aussi ailleurs : seule cette personne, ou la Caf, peut faire cette action."
CAF_S_OWN = "Ce compte porte des droits de la Caf ou du niveau national : adressez-vous à l'assistance."


def may_touch_account(
    *, actor_id: int | None, user_id: int, waits: bool, official: bool, serves_others: bool, by_caf: bool
) -> Decision:
    """May somebody end the sessions of an account, its delays, its second factor, change its telephone?

    An account may serve several partners: one of them must not weaken it for the others. `waits`: the invitation
    is not answered; the refusal is then the same whether the account was made for it or not.
    """
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    if waits:
        return refuse(NOT_YET)
    if official:
        return refuse(CAF_S_OWN)
    if serves_others and not by_caf:
        return refuse(ITS_OWN)
    return allow()
