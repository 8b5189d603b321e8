"""Whom a declaration concerns, for the mails that it sends."""

from collections.abc import Iterable

from django.db.models import Q

from portal.accounts.models import User
from portal.habpps.models import Activity, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.roles import Role


def holders(actor: Actor, activity: Activity, roles: Iterable[Role]) -> list[User]:
    """The people who hold one of the roles over the activity on the actor's day, itself or through its sites."""
    sites = [site.pk for site in activity.sites.all()]
    reach = Q(activity_id=activity.pk) | Q(site_id__in=sites)
    held = Grant.objects.filter(effective_on(actor.today), reach, agreement_id=activity.agreement_id, role__in=[*roles])
    return list(User.objects.filter(pk__in=held.order_by().values("user_id")).order_by("pk"))
