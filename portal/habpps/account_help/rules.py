"""What may be done to somebody's account, and by whom. Pure.

An account may serve several places. A link to its holder's own address weakens it for nobody. What touches its security
(sessions, delays, second factor, password, telephone) is for a place that its holder has accepted, and only where that
place answers for all that the account serves: a partner for itself alone, a Caf for partners, the nation for Cafs.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.habpps.rights.decisions import Decision, allow, refuse

MOST_CORRECTIONS = 20  # a day, for all the invitations of one place


@dataclass(frozen=True)
class Served:
    """What an account serves, by rights that its holder has accepted and that are not over; `cafs`, `partners`: ids."""

    nation: bool = False
    cafs: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Relation:
    """Who helps whom, and where. `caf_id` or `partner_id`: the place; `by_caf`: by an administrator of the convention's
    Caf; `by_nation`: by one of the nation; `waits`: the account's holder has not accepted the place."""

    own: bool
    waits: bool
    serves: Served
    caf_id: int | None = None
    partner_id: int | None = None
    by_caf: bool = False
    by_nation: bool = False


@dataclass(frozen=True)
class Refusals:
    """How a place says no, in French."""

    oneself: str
    waits: str
    nation: str
    caf: str
    elsewhere: str


def may_touch_account(relation: Relation, say: Refusals) -> Decision:
    """May somebody end the sessions of an account, its delays, its second factor, change its telephone, force another
    password? While the invitation waits the refusal is the same, whether the account was made for it or not."""
    serves = relation.serves
    if relation.own:
        return refuse(say.oneself)
    if relation.waits:
        return refuse(say.waits)
    if serves.nation:
        return refuse(say.nation)
    if relation.caf_id is None and serves.cafs:
        return refuse(say.caf)
    elsewhere = (serves.cafs - {relation.caf_id}) | (serves.partners - {relation.partner_id})
    answers_for_all = relation.by_nation if relation.caf_id is not None else relation.by_caf
    if elsewhere and not answers_for_all:
        return refuse(say.elsewhere)
    return allow()
