"""What this room holds about a person: chapters of the export of « Mes données ». Nobody else is named."""

from typing import Any

from portal.accounts.models import User

from .models import Amendment, Grant, Invitation, Measure, NameRequest
from .oversight.queries.journal import personal_lines

Chapter = list[dict[str, Any]]


def rights(user: User) -> Chapter:
    found = Grant.objects.filter(user=user).select_related("caf", "agreement__caf", "activity", "site")
    return [
        {
            "rôle": grant.get_role_display(),
            "convention": str(grant.agreement or ""),
            "Caf": str(grant.agreement.caf if grant.agreement else grant.caf or ""),
            "activité ou lieu": str(grant.activity or grant.site or ""),
            "du": grant.valid_from,
            "au": grant.valid_until,
            "début saisi après coup le": grant.late_at,
            "donné le": grant.given_at,
            "retiré le": grant.revoked_at,
            "suspendu le": grant.suspended_at,
        }
        for grant in found.order_by("id")
    ]


def invitations(user: User) -> Chapter:
    """In the words of who invited them."""
    return [
        {
            "convention": str(invitation.agreement or ""),
            "Caf": str(invitation.agreement.caf if invitation.agreement else invitation.caf or ""),
            "nom": invitation.last_name,
            "prénom": invitation.first_name,
            "adresse mail": invitation.email,
            "téléphone": invitation.phone,
            "envoyée le": invitation.sent_at,
        }
        for invitation in Invitation.objects.filter(user=user).select_related("agreement__caf", "caf").order_by("id")
    ]


def name_requests(user: User) -> Chapter:
    return [
        {
            "prénom": asked.first_name,
            "nom": asked.last_name,
            "motif": asked.reason,
            "demandé le": asked.requested_at,
            "état": asked.get_state_display(),
            "décidé le": asked.decided_at,
            "motif de la décision": asked.decision_reason,
        }
        for asked in NameRequest.objects.filter(user=user).order_by("id")
    ]


def measures(user: User) -> Chapter:
    found = Measure.objects.filter(membership__user=user).select_related("agreement__caf").order_by("id")
    return [
        {
            "mesure": measure.get_kind_display(),
            "convention": str(measure.agreement),
            "Caf": str(measure.agreement.caf),
            "motif": measure.reason,
            "prise le": measure.taken_at,
            "levée le": measure.lifted_at,
        }
        for measure in found
    ]


def amendments(user: User) -> Chapter:
    """Avenants by which the person becomes an administrator, or ceases to be one."""
    coming = Amendment.objects.filter(email__iexact=user.email)
    leaving = Amendment.objects.filter(leaving__user=user)
    found = (coming | leaving).select_related("agreement__caf").order_by("id")
    return [
        {
            "avenant": str(amendment),
            "convention": str(amendment.agreement),
            "Caf": str(amendment.agreement.caf),
            "état": amendment.get_state_display(),
            "date d'effet": amendment.effective_on,
        }
        for amendment in found
    ]


def events(user: User) -> Chapter:
    """What they did, and what was done to their account; what was typed freely is left out, it may name others."""
    return [
        {"date": line.at, "qui": line.who, "événement": line.sentence, "convention": line.about}
        for line in personal_lines(user)
    ]
