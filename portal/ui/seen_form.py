"""A form over something that somebody else may be changing too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.choices import flatten_choices

from portal.base import formats
from portal.base.seen import as_texts
from portal.base.text import read_json_object

STALE = (
    "Quelqu'un d'autre a enregistré cette page pendant que vous la modifiiez. Votre saisie est conservée, et n'est pas"
    " encore enregistrée : relisez, puis enregistrez de nouveau."
)


class SeenForm(forms.Form):
    """`initial`: the facts of the object, by field; they travel with the page as `seen`, for the action to compare."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, initial: Mapping[str, Any], **kwargs: Any):
        super().__init__(*args, initial={**initial, "seen": _packed(initial)}, **kwargs)

    def clean_seen(self) -> dict[str, str] | None:
        """None when the page was not shown first; {}, which is stale, when somebody has meddled with it."""
        text = self.cleaned_data["seen"]
        try:
            return read_json_object(text) if text else None
        except ValueError:
            return {}

    def show_both(self, saved: Mapping[str, Any]) -> None:
        """After `Stale(saved)`: what only the other person changed is taken over, what both changed is for this one to
        choose. Sent again, the form counts."""
        typed, seen, now = as_texts(self.cleaned_data), self.cleaned_data["seen"] or {}, as_texts(saved)
        self.data = self.data.copy()
        taken = []
        for name, field in self.fields.items():
            if name not in now or now[name] in (seen.get(name), typed[name]):
                continue
            if typed[name] == seen.get(name):
                self._take(name, field.prepare_value(saved[name]))
                taken.append(str(field.label))
            else:
                self.add_error(name, f"Enregistré entre-temps : {_said(field, saved[name])}. Gardez l'un ou l'autre.")
        self.data[self.add_prefix("seen")] = _packed(saved)
        also = f" Repris de l'autre enregistrement : {', '.join(taken)}." if taken else ""
        self.add_error(None, STALE + also)

    def _take(self, name: str, value: Any) -> None:
        if isinstance(value, list):
            self.data.setlist(self.add_prefix(name), value)
        else:
            self.data[self.add_prefix(name)] = "" if value is None else value


def _packed(facts: Mapping[str, Any]) -> str:
    return json.dumps(as_texts(facts), ensure_ascii=False)


def _said(field: forms.Field, value: Any) -> str:
    shown = field.prepare_value(value)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in flatten_choices(field.choices)}
        chosen = shown if isinstance(shown, list) else [shown]
        return ", ".join(labels.get(str(each), str(each)) for each in chosen if each) or "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return formats.short_date(value)
    return f"«\u00a0{value}\u00a0»" if value else "rien"
