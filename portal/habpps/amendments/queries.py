"""Avenants of the conventions that an actor sees, and whether who arrives can act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.accounts.models import User
from portal.accounts.names.queries import load_past_names
from portal.habpps.models import Agreement, Amendment, Grant
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import NAME_ADMINISTRATORS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.labels import told_caf
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import typed_names

WHOLE = ("agreement__partner", "agreement__caf", "leaving__user", "requested_by", "decided_by", "document")


def list_amendments(agreement: Agreement) -> list[Amendment]:
    """The latest first, with who leaves and who asked."""
    rows = Amendment.objects.filter(agreement=agreement).select_related("leaving__user", "requested_by")
    found = list(rows.order_by("-number"))
    load_past_names([each.requested_by for each in found] + [each.leaving.user for each in found if each.leaving])
    return found


def leaving_names(agreement: Agreement, amendments: Sequence[Amendment]) -> dict[int, str]:
    """Avenant id -> who leaves, under the name of the day on which the avenant was asked: the paper that was signed says
    that one for ever. Somebody who has not answered the convention goes by what was typed; one query."""
    leaving = {each.pk: (each.leaving.user, each.requested_at) for each in amendments if each.leaving}
    typed = typed_names(agreement.pk, user__in=[user.pk for user, _ in leaving.values()]) if leaving else {}
    return {key: typed.get(user.pk) or user.name_on(asked_at) for key, (user, asked_at) in leaving.items()}


def list_waiting_amendments(actor: Actor) -> list[tuple[str, int, str]]:
    """(partner, number, public id) of the avenants that wait for the Caf's signature, the oldest first; at most 4."""
    found = visible(actor, NAME_ADMINISTRATORS, Amendment).filter(state=Amendment.State.REQUESTED)
    columns = ("agreement__partner__name", "number", "public_id")
    rows = found.order_by("requested_at", "id").values_list(*columns, told_caf(actor))[:4]
    return [(with_caf(partner, caf), number, public_id) for partner, number, public_id, caf in rows]


def has_answered_invitation(agreement: Agreement, email: str, today: date) -> bool:
    """Is it somebody of the convention who has accepted its invitation? For anybody else the answer is no, whether an
    account has this e-mail or not."""
    held = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER, suspended_at=None)
    held = held.filter(user__email__lower=email.lower(), user__state=User.State.ACTIVE)
    return held.standing(today).filter(invitation=None).exists()
