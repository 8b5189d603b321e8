"""What ends here when an account goes because nobody uses it (norm 26)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.grants.actions.locking import place_fact
from portal.habpps.grants.events import RIGHT_REMOVED
from portal.habpps.models import Agreement, Caf, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import administrators, days_of_giving
from portal.habpps.rights.holders import caf_administrators as administrators_of_caf
from portal.habpps.rights.periods import Period, covers_every_day, period_of
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

UNUSED = "compte inutilisé"
INVITED_LATELY = timedelta(days=30)


@transaction.atomic
def end_everything(*, actor: Actor | None, user: User) -> list[Grant]:
    """Ends every right of the person, of a Caf too; `actor` None: the portal itself.

    The words of those who invited the person go with the job « forget_typed_names ».
    Raises ActionError for the last administrator of an open convention, or of a Caf: the account is kept until there is
    another; and for whoever was invited lately, by whomever: they may be about to come.
    """
    lately = clock.now() - INVITED_LATELY
    asked = Grant.objects.filter(user=user, invitation__refused_at=None, invitation__sent_at__gte=lately)
    if asked.standing(clock.today()).exists():
        raise ActionError("Cette personne vient d'être invitée.")
    held = Grant.objects.filter(user=user, revoked_at=None).order_by("id")
    conventions = Agreement.objects.filter(grants__in=held).exclude(state=Agreement.State.CLOSED)
    locked = Agreement.objects.filter(pk__in=conventions.values("pk")).order_by("pk").select_for_update()
    for agreement in locked:
        if administrators(agreement, clock.today()) == {user.pk}:
            raise ActionError("C'est le dernier administrateur d'une convention ouverte.")
        givers = {grant.user_id for grant, _ in days_of_giving(agreement, clock.today())}
        if givers == {user.pk}:
            raise ActionError("C'est la dernière personne d'une convention ouverte qui puisse donner des rôles.")
    _check_cafs(user)
    ended = list(held.standing(clock.today()).select_related("agreement"))
    for grant in ended:
        _end(actor, grant)
    return ended


def _check_cafs(user: User) -> None:
    """Who can act for a Caf stays while nobody else can, today and from now on."""
    own = Grant.objects.filter(user=user, role=Role.CAF_ADMIN).standing(clock.today())
    for caf in Caf.objects.filter(pk__in=own.values("caf")).order_by("pk").select_for_update(no_key=True):
        held = list(administrators_of_caf(caf.pk))
        others = [period_of(grant) for grant in held if grant.user_id != user.pk]
        for grant in held:
            days = Period(max(grant.valid_from, clock.today()), grant.valid_until)
            if grant.user_id == user.pk and not covers_every_day(days, others):
                raise ActionError("C'est le dernier administrateur d'une Caf.")


def _end(actor: Actor | None, grant: Grant) -> None:
    grant.revoked_at, grant.revoked_by = clock.now(), actor.user if actor else None
    grant.save(update_fields=["revoked_at", "revoked_by"])
    log_event(
        RIGHT_REMOVED,
        actor_id=actor.id if actor else None,
        caf_id=grant.agreement.caf_id if grant.agreement else grant.caf_id,
        agreement_id=grant.agreement_id,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        place=place_fact(grant),
        reason=UNUSED,
    )
