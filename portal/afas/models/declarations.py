"""A declaration, its two parts, their states, and what may follow what."""

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel
from portal.habpps.models import Activity, Caf

from .campaigns import Campaign
from .dates import with_owed


class PartKind(models.TextChoices):
    ACTIVITY = "ACTIVITY", "Données d'activité"
    FINANCIAL = "FINANCIAL", "Données financières"


class PartState(models.TextChoices):
    TO_ENTER = "TO_ENTER", "À saisir"
    IN_PROGRESS = "IN_PROGRESS", "En cours"
    PROVIDED = "PROVIDED", "Fournie"
    TO_CORRECT = "TO_CORRECT", "À corriger"
    ACCEPTED = "ACCEPTED", "Acceptée"


class State(models.TextChoices):
    """Of a declaration. Labels here are the partner's; the Caf's are in `CAF_LABELS`."""

    TO_ENTER = "TO_ENTER", "À saisir"
    IN_PROGRESS = "IN_PROGRESS", "En cours"
    TO_APPROVE = "TO_APPROVE", "À approuver"
    TRANSMITTED = "TRANSMITTED", "Transmise"
    IN_REVIEW = "IN_REVIEW", "En traitement"
    RETURNED = "RETURNED", "Retournée"
    VALIDATED = "VALIDATED", "Validée"
    WAIVED = "WAIVED", "Sans objet"


CAF_LABELS = {
    State.TO_ENTER: "Pas commencée",
    State.IN_PROGRESS: "En saisie",
    State.TO_APPROVE: "En attente d'approbation",
    State.TRANSMITTED: "À traiter",
    State.IN_REVIEW: "En traitement",
    State.RETURNED: "Retournée au partenaire",
    State.VALIDATED: "Validée",
    State.WAIVED: "Sans objet",
}

PART_TRANSITIONS: dict[str, frozenset[PartState]] = {
    PartState.TO_ENTER: frozenset({PartState.IN_PROGRESS, PartState.PROVIDED}),
    PartState.IN_PROGRESS: frozenset({PartState.PROVIDED}),
    PartState.PROVIDED: frozenset({PartState.IN_PROGRESS, PartState.TO_CORRECT, PartState.ACCEPTED}),
    PartState.TO_CORRECT: frozenset({PartState.IN_PROGRESS, PartState.PROVIDED}),
    PartState.ACCEPTED: frozenset(),
}

OPEN_STATES = (State.TO_ENTER, State.IN_PROGRESS, State.TO_APPROVE, State.RETURNED)
"""What the partner's people may still change."""
HELD_BY_CAF = (State.TRANSMITTED, State.IN_REVIEW)
"""What waits for the Caf."""
RECEIVED_STATES = (*HELD_BY_CAF, State.VALIDATED)
"""« Reçue »: it has left for the Caf, which has not returned it since. Every page that counts reads this."""
FINISHED_STATES = (State.VALIDATED, State.WAIVED)
"""Nobody has anything to do with it any more."""
COUNTED_STATES = tuple(state for state in State if state != State.WAIVED)
"""What counts and lists hold: all but « sans objet »."""

TRANSITIONS: dict[str, frozenset[State]] = {
    State.TO_ENTER: frozenset({State.IN_PROGRESS, State.TO_APPROVE, State.WAIVED}),
    State.IN_PROGRESS: frozenset({State.TO_APPROVE, State.WAIVED}),
    State.TO_APPROVE: frozenset({State.IN_PROGRESS, State.TRANSMITTED, State.IN_REVIEW, State.WAIVED}),
    State.TRANSMITTED: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.VALIDATED, State.RETURNED}),
    State.RETURNED: frozenset({State.IN_PROGRESS, State.TO_APPROVE, State.WAIVED}),
    State.VALIDATED: frozenset(),
    # Back to where it was (`waived_from`).
    State.WAIVED: frozenset(OPEN_STATES),
}
CAME_BACK = Q(state=State.IN_REVIEW, transmitted_at__gt=F("taken_at"))
"""Returned, corrected and transmitted again since the person who has it in hand took it."""


class Declaration(PublicIdModel):
    """One activity in one campaign. `caf` repeats the convention's: it is the key by which the country is spread."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="declarations")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="declarations")
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, related_name="declarations")
    state = models.CharField(max_length=11, choices=State, default=State.TO_ENTER)
    version = models.PositiveSmallIntegerField(default=0, help_text="Number of the last transmission.")
    transmitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False, help_text="Its first version left after its due date.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the Caf validated it.")
    due_on = models.DateField(null=True, blank=True, help_text="Its own due date, when it was opened after the others.")
    # « Sans objet »: the state that it comes back to, by whom, when and why.
    waived_from = models.CharField(max_length=11, choices=State, blank=True, db_default="", default="")
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_reason = models.TextField(blank=True, db_default="", default="")

    class Meta:
        ordering = ["-campaign__fiscal_year", "activity__name", "id"]
        indexes = [
            models.Index(fields=["caf", "state", "transmitted_at"], name="declaration_of_caf"),
            models.Index(fields=["activity", "campaign"], name="declaration_of_activity"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "activity"], name="declaration_once"),
            models.CheckConstraint(
                name="declaration_transmitted_has_facts",
                condition=(
                    Q(state__in=["TO_ENTER"], version=0, transmitted_at=None)
                    | Q(state__in=["IN_PROGRESS", "TO_APPROVE", "WAIVED"], version=0, transmitted_at=None)
                    | Q(state__in=["IN_PROGRESS", "TO_APPROVE", "WAIVED"], version__gt=0, transmitted_at__isnull=False)
                    | Q(
                        state__in=["TRANSMITTED", "IN_REVIEW", "RETURNED", "VALIDATED"],
                        version__gt=0,
                        transmitted_at__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="declaration_taken_has_facts",
                # While the partner corrects it, it stays with the person who returned it.
                condition=(
                    Q(
                        state__in=["IN_REVIEW", "VALIDATED", "RETURNED", "IN_PROGRESS", "TO_APPROVE", "WAIVED"],
                        version__gt=0,
                        taken_by__isnull=False,
                        taken_at__isnull=False,
                    )
                    | (~Q(state__in=["IN_REVIEW", "VALIDATED"]) & Q(taken_by=None, taken_at=None))
                ),
            ),
            models.CheckConstraint(
                name="declaration_validated_has_date",
                condition=Q(state="VALIDATED", closed_at__isnull=False) | (~Q(state="VALIDATED") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="declaration_waived_has_facts",
                condition=(
                    Q(state="WAIVED", waived_at__isnull=False, waived_by__isnull=False)
                    & Q(waived_from__in=["TO_ENTER", "IN_PROGRESS", "TO_APPROVE", "RETURNED"])
                    & ~Q(waived_reason="")
                )
                | (~Q(state="WAIVED") & Q(waived_from="", waived_at=None, waived_by=None, waived_reason="")),
                violation_error_message="Indiquez pourquoi cette déclaration est sans objet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} : {self.activity}"

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED_STATES

    @property
    def came_back(self) -> bool:
        """Whether it has come back corrected to the person who returned it, and waits for them (`CAME_BACK`)."""
        return self.state == State.IN_REVIEW and bool(self.taken_at) and self.transmitted_at > self.taken_at

    @cached_property
    def parts_by_kind(self) -> dict[str, "DeclarationPart"]:
        """Both parts, activity first: those that were prefetched, else one query."""
        return {part.kind: part for part in self.parts.all()}

    # Loaded declarations have `opens`, `due` and `owed` (`models.dates`); on any other each is one query.
    @cached_property
    def _dates(self) -> tuple[date, date]:
        local = self.campaign.local_dates.filter(caf_id=self.caf_id).first() or self.campaign
        return local.opens_on, max(local.due_on, self.due_on or local.due_on)

    @cached_property
    def opens(self) -> date:
        """The day from which its data may be entered, for its Caf."""
        return self._dates[0]

    @cached_property
    def due(self) -> date:
        """The last day to transmit it without being late: its own, else that of its Caf."""
        return self._dates[1]

    @cached_property
    def owed(self) -> bool:
        """Whether the partner owes it: the days of convention, enrolment and activity decide, and may change."""
        return with_owed(Declaration.objects.filter(pk=self.pk)).values_list("owed", flat=True).get()

    @cached_property
    def contributors(self) -> list["PartContributor"]:
        """Who has entered something of it, the first to begin first, with the people: one query."""
        return list(PartContributor.objects.filter(part__declaration=self).select_related("person"))

    def is_entered_by(self, person_id: int | None) -> bool:
        """Whether this person has entered something of it. No query when it was loaded for them (`with_states`)."""
        if person_id is not None and self.__dict__.get("reader_id") == person_id:
            return bool(self.__dict__["entered_by_reader"])
        return any(row.person_id == person_id for row in self.contributors)

    @cached_property
    def last_transmission(self) -> Any:
        """The latest `Transmission`, with the person who sent it; None before the first."""
        return self.transmissions.select_related("transmitted_by").order_by("-version").first()


class DeclarationPart(models.Model):
    """`document` holds the catalogue's canonical strings; `edits` counts changes, so that a stale form is noticed."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=9, choices=PartKind)
    state = models.CharField(max_length=11, choices=PartState, default=PartState.TO_ENTER)
    document = models.JSONField(default=dict)
    # What was typed and could not be read as a value: kept, so that nothing typed is lost.
    unreadable = models.JSONField(default=dict)
    # Control code -> the person's justification of a warning.
    justifications = models.JSONField(default=dict)
    nil_return = models.BooleanField("néant", default=False)
    edits = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provided_at = models.DateTimeField(null=True, blank=True)
    provided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction = models.TextField(blank=True, help_text="What is to be corrected, while the part is to be corrected.")

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind"], name="part_once"),
            models.CheckConstraint(
                name="part_provided_has_facts",
                condition=(
                    Q(state__in=["PROVIDED", "ACCEPTED"], provided_at__isnull=False, provided_by__isnull=False)
                    | (~Q(state__in=["PROVIDED", "ACCEPTED"]) & Q(provided_at=None, provided_by=None))
                ),
            ),
            models.CheckConstraint(
                name="part_to_correct_says_what",
                condition=~Q(state="TO_CORRECT") | ~Q(correction=""),
            ),
        ]


class PartContributor(models.Model):
    """A person who has typed, justified or provided something of a part, for one version; written when they begin.

    `version`: the one in preparation then. A version carries the figures of those before it, and so their authors.
    """

    part = models.ForeignKey(DeclarationPart, on_delete=models.CASCADE, related_name="contributors")
    version = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "version", "person"], name="part_contributor_once"),
            models.CheckConstraint(name="part_contributor_of_a_version", condition=Q(version__gt=0)),
        ]


class Event(models.Model):
    """What happened to a declaration, as its people read it: transitions, and messages that go with them."""

    class Kind(models.TextChoices):
        PROVIDED = "PROVIDED", "Données fournies"
        SENT_BACK = "SENT_BACK", "Renvoyées à la saisie"
        REOPENED = "REOPENED", "Reprises en saisie"
        TRANSMITTED = "TRANSMITTED", "Transmise à la Caf"
        TAKEN = "TAKEN", "Prise en charge par la Caf"
        RETURNED = "RETURNED", "Retournée par la Caf"
        VALIDATED = "VALIDATED", "Validée par la Caf"
        OPENED = "OPENED", "Ouverte par la Caf"
        WAIVED = "WAIVED", "Déclarée sans objet par la Caf"
        RESTORED = "RESTORED", "Rétablie par la Caf"

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=11, choices=Kind)
    part = models.CharField(max_length=9, choices=PartKind, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="event_return_has_reason",
                condition=~Q(kind__in=["RETURNED", "SENT_BACK"]) | ~Q(reason=""),
                violation_error_message="Indiquez le motif du retour.",
            )
        ]
