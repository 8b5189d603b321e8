"""What a page or a list offers to do for somebody's account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import User
from portal.base.delays import WORDS
from portal.base.urls import reverse
from portal.ui.pieces import Action, Todo

UNTIL_ANSWERED = "Visible une fois l'invitation acceptée"


@dataclass(frozen=True)
class HelpPages:
    """The names of the pages by which one place helps, as addresses bear them."""

    invitation: str
    address: str
    password: str
    sessions: str
    unlock: str
    factor: str

    def link(self, key: str, invited_at: datetime | None, state: str) -> Action:
        """A new link by mail: of the invitation as long as it waits. `key`: the public id of the person's grant;
        `state`: of the account."""
        if _waits(invited_at, state):
            return Action("Renvoyer l'invitation", _address(self.invitation, key))
        return Action("Réinitialiser le mot de passe", _address(self.password, key))

    def todos(self, key: str, invited_at: datetime | None, state: str, *, may_touch: bool) -> list[Todo]:
        """What can be done, by what the account's holder says. `may_touch`: more than a new link (see
        `HelpPlace.decide`)."""
        title, text = (
            ("Invitation sans réponse", "Un nouvel e-mail part à son adresse. L'ancien lien ne vaut plus.")
            if _waits(invited_at, state)
            else ("Mot de passe oublié", f"Un lien à usage unique, valable {WORDS.link}, part à son adresse mail.")
        )
        helps = [Todo(title, self.link(key, invited_at, state), text=text)]
        if invited_at is not None:
            correct = Action("Corriger l'adresse", _address(self.address, key))
            text = "L'invitation part à la bonne adresse, avec les mêmes droits. L'ancien lien ne vaut plus."
            helps.append(Todo("Adresse mail mal saisie", correct, text=text))
        if not may_touch:
            return helps
        return [
            *helps,
            Todo(
                "Trop d'essais manqués",
                Action("Débloquer la connexion", _address(self.unlock, key)),
                text="Le portail fait attendre de plus en plus longtemps : cette attente prend fin.",
            ),
            Todo(
                "Ordinateur perdu, ou laissé connecté",
                Action("Fermer les sessions ouvertes", _address(self.sessions, key)),
                text="La personne est déconnectée partout.",
            ),
            Todo(
                "Téléphone ou clé de sécurité perdus",
                Action("Réinitialiser le second facteur", _address(self.factor, key)),
                text="Elle en choisira un autre à sa prochaine connexion.",
            ),
        ]


def _waits(invited_at: datetime | None, state: str) -> bool:
    return invited_at is not None or state == User.State.PENDING


def _address(page: str, key: str) -> str:
    return reverse(f"habpps:{page}", args=[key])
