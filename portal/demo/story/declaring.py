"""What people do with a declaration, one step at a time."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from portal.afas.approval import actions
from portal.afas.approval.actions import send_back_part
from portal.afas.desk import actions as desk_actions
from portal.afas.desk.actions import return_for_correction
from portal.afas.entry.actions import provide_part, save_part
from portal.afas.models import Declaration, PartKind
from portal.catalogue.edition import Opening
from portal.demo.figures import Structure, activity_document, financial_document
from portal.habpps.rights.roles import Role

from .cast import Person
from .organisations import Organisation
from .people import actor

RETURN_REASON = (
    "Le coût salarial des postes d'animateurs ne correspond pas aux bulletins de salaire transmis. "
    "Vérifiez le compte 64 et le coût des postes concernés."
)
SEND_BACK_REASON = "Il manque l'animatrice arrivée au printemps : complétez le tableau de l'équipe."


@dataclass(frozen=True)
class File:
    """One declaration of the story: which activity, in which campaign, with which figures, handled by whom."""

    organisation: Organisation
    place: int
    year: int
    opening: Opening
    structure: Structure
    agent: Person

    def declaration(self) -> Declaration:
        return Declaration.objects.get(
            activity=self.organisation.activity(self.place),
            campaign__fiscal_year=self.year,
            campaign__declaration_type=self.opening.declaration_type,
            campaign__period=self.opening.period,
        )

    def holder(self, role: Role) -> Person:
        """Who has the role over this activity."""
        return next(
            person for person, roles, places in self.organisation.team if role in roles and self.place in places
        )

    def provider(self, kind: str) -> Person:
        is_activity = kind == PartKind.ACTIVITY
        return self.holder(Role.ACTIVITY_DATA_PROVIDER if is_activity else Role.FINANCIAL_DATA_PROVIDER)

    def answers(self, kind: str, *, corrected: bool = False) -> dict:
        random = Random(f"{self.organisation.number} {self.place} {self.year} {self.opening}")
        drift = Decimal(random.randint(970, 1035)) / 1000 * (Decimal("0.985") if corrected else 1)
        said = {"year": self.year, "period": self.opening.period, "drift": drift}
        if kind == PartKind.ACTIVITY:
            return activity_document(self.structure, **said)
        gap = 0 if self.opening.declaration_type == "FORECAST" else random.randint(-1500, 2500)
        return financial_document(self.structure, **said, gap=gap)

    def edits(self) -> dict[str, int]:
        return {part.kind: part.edits for part in self.declaration().parts.all()}

    # Steps ------------------------------------------------------------------------------------

    def enter(self, kind: str, *, corrected: bool = False, only: int | None = None) -> None:
        """Type one half; `only`: no more than the first answers."""
        typed = dict(list(self.answers(kind, corrected=corrected).items())[:only])
        person = actor(self.provider(kind))
        save_part(actor=person, declaration=self.declaration(), kind=kind, typed=typed, edits=self.edits()[kind])

    def provide(self, kind: str) -> None:
        provide_part(
            actor=actor(self.provider(kind)),
            declaration=self.declaration(),
            kind=kind,
            edits=self.edits()[kind],
            justifications={},
        )

    def send_back(self, kind: str) -> None:
        approver = actor(self.holder(Role.APPROVER))
        send_back_part(actor=approver, declaration=self.declaration(), kind=kind, reason=SEND_BACK_REASON)

    def transmit(self) -> None:
        approver = actor(self.holder(Role.APPROVER))
        actions.transmit_declaration(actor=approver, declaration=self.declaration(), edits=self.edits())

    def take(self) -> None:
        desk_actions.take_declaration(actor=actor(self.agent), declaration=self.declaration())

    def send_for_correction(self) -> None:
        return_for_correction(
            actor=actor(self.agent), declaration=self.declaration(), parts=[PartKind.FINANCIAL], reason=RETURN_REASON
        )

    def validate(self) -> None:
        desk_actions.validate_declaration(actor=actor(self.agent), declaration=self.declaration())
