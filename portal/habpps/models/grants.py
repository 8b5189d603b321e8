"""The one table of grants: every right of every person is a row here."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel

from ..rights.roles import ACCESS_ROLES, SCOPE_OF, Role, Scope
from .agreements import AccessGroup, Agreement
from .invitations import Invitation
from .late import EnteredLate, late_has_reason
from .places import Activity, Caf, Site


def _roles(*scopes: Scope) -> list[str]:
    return [role for role, scope in SCOPE_OF.items() if scope in scopes]


NOTHING_NARROWER = {"group": None, "activity": None, "site": None}


def over_on(day: date | models.Expression, path: str = "") -> Q:
    """Grants that have ended before the day, or were revoked; `path` leads to the grant, with its final « __ »."""
    return Q(**{f"{path}revoked_at__isnull": False}) | Q(**{f"{path}valid_until__lt": day})


def standing_on(day: date | models.Expression, path: str = "") -> Q:
    """Grants neither revoked nor ended before the day: they may count on it, or begin later."""
    not_ended = Q(**{f"{path}valid_until": None}) | Q(**{f"{path}valid_until__gte": day})
    return Q(**{f"{path}revoked_at": None}) & not_ended


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self, day: date | models.Expression) -> GrantQuerySet:
        return self.filter(standing_on(day))

    def under_standing(self, day: date | models.Expression) -> GrantQuerySet:
        """Standing, as is the grant that they hang under."""
        return self.filter(standing_on(day), standing_on(day, "parent__"))

    def of_role(self, *roles: str) -> GrantQuerySet:
        return self.filter(role=roles[0]) if len(roles) == 1 else self.filter(role__in=roles)

    def ending_within(self, today: date, days: int) -> GrantQuerySet:
        """Those whose last day is today or one of the `days` that follow."""
        return self.filter(valid_until__range=(today, today + timedelta(days=days)))


class Grant(PublicIdModel, EnteredLate):
    """*user, role, scope, from, until, given by, under which act*.

    Whatever its scope, a partner's grant names its convention (`agreement`), and hangs under another grant of the
    same person (`parent`): a role under the membership of « AFAS Déclarer », this one under the membership of the
    convention. Days are in Europe/Paris and included. `revoked_at` ends it at once, whatever its dates.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role)
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    group = models.ForeignKey(AccessGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField("date de début")
    valid_until = models.DateField("date de fin", null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", help_text="Null: the portal."
    )
    given_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Who set the present last day, once somebody has changed it.
    end_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_set_at = models.DateTimeField(null=True, blank=True)
    # A precaution of the Caf over one person of a convention (`Measure` says why).
    suspended_at = models.DateTimeField(null=True, blank=True)
    # What the holder must accept before anything counts that this access carries; None without such a question.
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["user", "role", "valid_from"], name="grant_of_user"),
            models.Index(fields=["agreement", "role", "valid_from"], name="grant_of_agreement"),
        ]
        constraints = [
            models.CheckConstraint(
                name="grant_scope_fits_role",
                condition=(
                    Q(role__in=_roles(Scope.NATION), caf=None, agreement=None, parent=None, **NOTHING_NARROWER)
                    | Q(role__in=_roles(Scope.CAF), caf__isnull=False, agreement=None, parent=None, **NOTHING_NARROWER)
                    | Q(role=Role.PARTNER_USER, caf=None, agreement__isnull=False, parent=None, **NOTHING_NARROWER)
                    | Q(
                        role=Role.PARTNER_ADMIN,
                        caf=None,
                        agreement__isnull=False,
                        parent__isnull=False,
                        **NOTHING_NARROWER,
                    )
                    | Q(
                        role__in=_roles(Scope.GROUP),
                        caf=None,
                        agreement__isnull=False,
                        group__isnull=False,
                        parent__isnull=False,
                        activity=None,
                        site=None,
                    )
                    | (
                        Q(role__in=_roles(Scope.PLACE), caf=None, agreement__isnull=False, parent__isnull=False)
                        & Q(group=None)
                        & (Q(activity__isnull=False, site=None) | Q(activity=None, site__isnull=False))
                    )
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="grant_ends_after_beginning",
                violation_error_message="La date de fin précède la date de début.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False),
                name="grant_revoked_by_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(end_set_at=None, end_set_by=None) | Q(end_set_at__isnull=False),
                name="grant_end_set_by_at_a_time",
            ),
            late_has_reason("grant"),
            models.CheckConstraint(
                condition=Q(suspended_at=None) | Q(role=Role.PARTNER_USER), name="grant_suspended_as_a_whole"
            ),
            models.CheckConstraint(
                condition=Q(invitation=None) | Q(role__in=ACCESS_ROLES), name="grant_awaits_answer_as_a_whole"
            ),
            models.CheckConstraint(
                condition=Q(invitation=None) | Q(accepted_at=None), name="grant_accepted_awaits_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.public_id})"

    def is_over(self, day: date) -> bool:
        """`over_on` for one grant."""
        return self.revoked_at is not None or (self.valid_until is not None and self.valid_until < day)
