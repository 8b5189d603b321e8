from __future__ import annotations

from portal.base.errors import ActionError

from ..models import Caf, Partner
from ..rights.actor import Actor
from ..rights.roles import Role

SEVERAL = "Vous administrez plusieurs Cafs : choisissez sous l'en-tête celle pour laquelle vous faites cette action."


def own_caf(actor: Actor, partner: Partner | None = None) -> Caf:
    """The Caf whose administrator acts, one that has registered `partner`: of several, that where they work now.

    Raises ActionError when nothing says which.
    """
    held = [grant for grant in actor.grants if grant.role == Role.CAF_ADMIN]
    own = {grant.caf_id for grant in held if grant.caf_id is not None}
    cafs = Caf.objects.filter(pk__in=own).order_by("pk") if partner is None else partner.cafs.all()
    found = {caf.pk: caf for caf in cafs if caf.pk in own}
    now = [found[grant.caf_id] for grant in actor.in_focus(held) if grant.caf_id in found]
    possible = set(now) or set(found.values())
    if len(possible) != 1:
        raise ActionError(SEVERAL)
    return possible.pop()
