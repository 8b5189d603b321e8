"""A right that ends while an act waits for the declaration ends the act too, whatever was read before. Both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event as Signal
from time import sleep
from typing import Any

import pytest
from django.db import connections, transaction

from portal.accounts.models import User
from portal.afas.approval.actions import send_back_part, transmit_declaration
from portal.afas.desk.actions import return_for_correction, take_declaration, validate_declaration
from portal.afas.entry.actions import autosave_part, declare_nil, provide_part, reopen_part, save_part
from portal.afas.models import Declaration
from portal.base import clock
from portal.base.errors import Refused
from portal.habpps.rights.actor import Actor
from tests.factories import afas

from .unchanged import everything

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
TYPED = {"account_60": "12"}


@dataclass
class Act:
    """What `who` does once the declaration is in `state`."""

    state: str
    who: str
    run: Callable[[Actor, Declaration], Any]


def of(act: Callable[..., Any], **given: Any) -> Callable[[Actor, Declaration], Any]:
    return lambda actor, declaration: act(actor=actor, declaration=declaration, **given)


def autosave(actor: Actor, declaration: Declaration) -> Any:
    return autosave_part(
        actor=actor,
        public_id=declaration.public_id,
        kind="FINANCIAL",
        read_typed=lambda part: TYPED,
        edits=1,
        justifications={},
    )


PROVIDED = {"ACTIVITY": 1, "FINANCIAL": 1}
ACTS = {
    "save": Act("entered", "fr_df", of(save_part, kind="FINANCIAL", typed=TYPED, edits=1)),
    "autosave": Act("entered", "fr_df", autosave),
    "nil": Act("entered", "fr_df", of(declare_nil, kind="FINANCIAL", edits=1)),
    "provide": Act("entered", "fr_df", of(provide_part, kind="FINANCIAL", edits=1, justifications={})),
    "reopen": Act("provided", "fr_df", of(reopen_part, kind="FINANCIAL")),
    "send back": Act("provided", "approver", of(send_back_part, kind="FINANCIAL", reason="Compte 64.")),
    "transmit": Act("provided", "approver", of(transmit_declaration, edits=PROVIDED)),
    "take": Act("transmitted", "agent", of(take_declaration)),
    "return": Act("taken", "agent", of(return_for_correction, parts=["FINANCIAL"], reason="Compte 64.")),
    "validate": Act("taken", "agent", of(validate_declaration)),
}


def revoke(user: User) -> None:
    user.grants.update(revoked_at=clock.now())


def close(user: User) -> None:
    User.objects.filter(pk=user.pk).update(state=User.State.CLOSED)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("end", [revoke, close])
def test_a_right_that_ends_during_the_wait_ends_the_act(name, end):
    act = ACTS[name]
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    getattr(afas, act.state)(declaration, team)
    actor = getattr(team, act.who)
    assert actor.grants  # as the page has read them
    started = Signal()

    def wait_and_act() -> Any:
        started.set()
        try:
            return act.run(actor, declaration)
        except (Refused, Declaration.DoesNotExist) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Declaration.objects.select_for_update().get(pk=declaration.pk)
            waiting = pool.submit(wait_and_act)
            started.wait(timeout=20)
            sleep(0.15)  # until it waits for the lock
            end(actor.user)
            before = everything()
        result = waiting.result(timeout=20)
    assert isinstance(result, Refused | Declaration.DoesNotExist), result
    assert everything() == before
