"""The account of somebody of the Caf: looked after by its administrators, never weakened for the others it serves."""

from __future__ import annotations

from portal.accounts.models import User
from portal.habpps.account_help.actions import HelpPlace
from portal.habpps.account_help.queries import served_by
from portal.habpps.account_help.rules import Relation
from portal.habpps.models import Grant, Invitation
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role

from ..mails import invited_by, mail_named
from ..rules import NOT_ONESELF, OVER, REFUSALS
from .naming import caf_of, lock_caf


class CafHelp(HelpPlace):
    permission = MANAGE_OFFICIALS
    refusals = REFUSALS
    over = OVER
    no_invitation = "Il n'y a plus d'invitation qui attende : cette personne y a répondu."
    not_theirs = "Cette invitation donne des droits que vous ne pouvez pas donner."

    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        """Refused, even a link, for oneself and for a role that is over."""
        actor, _ = lock_caf(actor, caf_of(grant))
        grant = Grant.objects.select_related("user", "caf").get(pk=grant.pk)
        if grant.user_id == actor.id:
            raise self.refusal(NOT_ONESELF)
        if grant.is_over(actor.today):
            raise self.refusal(OVER)
        return actor, grant

    def relate(self, actor: Actor, grant: Grant, *, invited: bool) -> Relation:
        return Relation(
            own=actor.id == grant.user_id,
            waits=invited or grant.user.state == User.State.PENDING,
            serves=served_by(grant.user_id, actor.today),
            caf_id=grant.caf_id,
            by_nation=actor.has_role(Role.NATIONAL_ADMIN),
        )

    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        return invited_by(actor, caf_of(grant))

    def send_invitation(
        self, actor: Actor, grant: Grant, invitation: Invitation | None, *, is_new: bool = False
    ) -> None:
        mail_named(actor, caf_of(grant), grant, invitation, is_new=is_new)


CAFS = CafHelp()
