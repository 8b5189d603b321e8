"""The account of somebody of the Caf: looked after by its administrators, never weakened for the others it serves."""

from __future__ import annotations

from portal.accounts.models import User
from portal.habpps.account_help.actions import HelpPlace
from portal.habpps.models import Grant
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision
from portal.habpps.rights.roles import Role

from ..mails import invited_by, mail_named
from ..rules import NOT_ONESELF, OVER, may_touch_official
from .naming import caf_of, lock_caf


class CafHelp(HelpPlace):
    permission = MANAGE_OFFICIALS
    over = OVER
    no_invitation = "Il n'y a plus d'invitation à renvoyer : cette personne y a répondu."

    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        """Refused, even a link, for oneself and for a role that is over."""
        actor, _ = lock_caf(actor, caf_of(grant))
        grant = Grant.objects.select_related("user", "caf").get(pk=grant.pk)
        if grant.user_id == actor.id:
            raise self.refusal(NOT_ONESELF)
        if grant.is_over(actor.today):
            raise self.refusal(OVER)
        return actor, grant

    def decide(self, actor: Actor, grant: Grant, *, invited: bool) -> Decision:
        """Reads what else the account serves."""
        held = set(Grant.objects.filter(user=grant.user_id, revoked_at=None).values_list("role", "caf_id"))
        return may_touch_official(
            actor_id=actor.id,
            user_id=grant.user_id,
            waits=invited or grant.user.state == User.State.PENDING,
            national=any(role == Role.NATIONAL_ADMIN for role, _ in held),
            serves_others=any(caf_id != grant.caf_id for _, caf_id in held),
            by_nation=actor.has_role(Role.NATIONAL_ADMIN),
        )

    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        return invited_by(actor, caf_of(grant))

    def send_invitation(self, actor: Actor, grant: Grant) -> None:
        mail_named(actor, caf_of(grant), grant)


CAFS = CafHelp()
