"""A person to choose: a box to search in, and a short list of who was found (`picker.html`, `picker.js`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from portal.base.formats import short_date
from portal.habpps.rights.candidates import Candidate, Candidates

from .texts import count_text

SEARCH = "find"  # the value of `act` by which the button « Chercher » is known
UNKNOWN = "Choisissez une personne de la liste."
CHOOSE = "Choisissez la personne parmi celles qui sont trouvées."


class Typed(NamedTuple):
    """What a form was sent with. `key`: the public id of who is chosen; `text`: what is still searched; `asked`: the
    list is asked for, even without any text."""

    key: str = ""
    text: str = ""
    asked: bool = False


@dataclass(frozen=True)
class Option:
    """One person, as a radio button or as a line of the list. `note`: what to know; `why_not`: no choice, and why."""

    key: str
    label: str
    note: str
    why_not: str
    chosen: bool = False


def read_option(candidate: Candidate, *, chosen: bool = False) -> Option:
    notes = []
    if candidate.starts_on:
        notes.append(f"accès à partir du {short_date(candidate.starts_on)}")
    if candidate.waits:
        notes.append("invitation sans réponse : ses rôles compteront dès l'activation de son compte")
    return Option(candidate.public_id, candidate.label, ", ".join(notes), candidate.why_not, chosen)


class PersonInput(forms.TextInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        text = " ".join(data.get(f"{name}_search", "").split())
        return Typed(data.get(name, ""), text, bool(text) or data.get("act") == SEARCH)


class PersonField(forms.Field):
    """Cleans to a `Candidate`, or None. Say among whom by `offer`; draw it with `person_field`."""

    widget = PersonInput
    candidates: Candidates
    url = ""

    def __init__(self, *, missing: str = "", nobody: str = "", **kwargs: Any):
        """`missing`: French, said where somebody must be chosen; `nobody`: what choosing nobody is called, elsewhere."""
        super().__init__(required=bool(missing), error_messages={"required": missing}, **kwargs)
        self.nobody = nobody

    def offer(self, candidates: Candidates, url: str) -> None:
        """`url`: where the script searches."""
        self.candidates, self.url = candidates, url

    def clean(self, value: Typed) -> Candidate | None:
        if value.text:
            raise ValidationError(self._why_unread(value.text))
        if not value.key:
            return super().clean("") or None
        found = self.candidates.find(value.key)
        if found is None:
            raise ValidationError(UNKNOWN)
        if found.why_not:
            raise ValidationError(found.refusal)
        return found

    def _why_unread(self, text: str) -> str:
        people = self.candidates.search(text).people
        if not people:
            return f"Personne ne correspond à «\u00a0{text}\u00a0»."
        possible = [each for each in people if not each.why_not]
        return CHOOSE if possible else " ".join(each.refusal for each in people)

    def present(self, bound: forms.BoundField) -> dict[str, Any]:
        """What `picker.html` shows."""
        value = bound.value()
        typed = value if isinstance(value, Typed) else Typed(value or "")
        chosen = self.candidates.find(typed.key) if typed.key else None
        found = self.candidates.search(typed.text) if typed.asked else None
        others = [each for each in found.people if each != chosen] if found else []
        options = [read_option(chosen, chosen=not chosen.why_not)] if chosen else []
        options += [read_option(each) for each in others]
        return {
            "id": bound.auto_id,
            "name": bound.html_name,
            "label": bound.label,
            "hint": bound.help_text,
            "errors": [str(each) for each in bound.errors],
            "required": self.required,
            "nobody": "" if self.required else self.nobody,
            "options": options,
            "someone": any(each.chosen for each in options),
            "text": typed.text,
            "said": count_text(found) if found else "",
            "url": self.url,
        }
