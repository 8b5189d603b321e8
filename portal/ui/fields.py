"""A bound form field, prepared for `components/field.html`: its kind, its names, its links to hint and error."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from .forms import AmountInput, DateInput

GROUPS = {"radios", "boxes"}
TYPES = {"email": "email", "tel": "tel", "url": "url", "search": "search"}


def kind_of(bound: BoundField) -> str:
    """Which part of the template draws this field; the order matters (sub-classes first)."""
    widget = bound.field.widget
    kinds = (
        ("hidden", forms.HiddenInput),
        ("boxes", forms.CheckboxSelectMultiple),
        ("box", forms.CheckboxInput),
        ("radios", forms.RadioSelect),
        ("select", forms.Select),
        ("textarea", forms.Textarea),
        ("password", forms.PasswordInput),
        ("file", forms.FileInput),
        ("date", (DateInput, forms.DateInput)),
        ("amount", (AmountInput, forms.NumberInput)),
    )
    return next((kind for kind, classes in kinds if isinstance(widget, classes)), "text")


def target(bound: BoundField) -> str:
    """The id that a link in the error summary leads to: the first control of the field."""
    identifier = bound.auto_id or bound.html_name
    return f"{identifier}_0" if kind_of(bound) in GROUPS else identifier


def messages_of(bound: BoundField) -> list[str]:
    """What is wrong with a field. A browser does not keep the file of a form that comes back: that is said too."""
    found = [str(message) for message in bound.errors]
    sent = bound.form.files.get(bound.html_name) if kind_of(bound) == "file" else None
    if sent is not None and not found and bound.form.errors:
        found.append(f"Choisissez à nouveau le fichier «\u00a0{sent.name}\u00a0» : il n'a pas été gardé.")
    return found


def _attributes(bound: BoundField, kind: str, described: list[str], options: dict[str, Any]) -> dict[str, Any]:
    attributes: dict[str, Any] = {"id": bound.auto_id or bound.html_name}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.field.required:
        attributes["aria-required"] = "true"
    if messages_of(bound):
        attributes["aria-invalid"] = "true"
    if kind in {"amount", "date"}:
        attributes["inputmode"] = "decimal" if kind == "amount" else "numeric"
    if options.get("label_only"):
        attributes["aria-label"] = options["label_only"]
    if options.get("autocomplete"):
        attributes["autocomplete"] = options["autocomplete"]
    return attributes


def _shown_value(bound: BoundField) -> str:
    """What a read-only field says: labels of choices, dates and figures as written in French."""
    value = bound.value()
    choices = dict(getattr(bound.field, "choices", None) or [])
    if choices:
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(label) for key, label in choices.items() if str(key) in {str(each) for each in chosen})
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return str(bound.field.widget.format_value(value) or "") if value is not None else ""


def _control(bound: BoundField, attributes: dict[str, Any]) -> dict[str, Any]:
    """The widget's own context with our attributes and without `required` (forms say it with aria-required)."""
    attributes = {**bound.build_widget_attrs({}), **attributes}
    attributes.pop("required", None)
    return bound.field.widget.get_context(bound.html_name, bound.value(), attributes)["widget"]


def present(bound: BoundField, **options: Any) -> dict[str, Any]:
    """The context of `components/field.html`.

    Options: `label`, `hint`, `unit`, `prefix`, `previous` (last year's value, a string already written),
    `width` (short, medium, long, full), `readonly`, `autocomplete`, `label_only` (spoken label, nothing shown).
    """
    kind = kind_of(bound)
    identifier = bound.auto_id or bound.html_name
    hint = options.get("hint") or str(bound.help_text or "")
    if kind == "date" and not hint:
        hint = "Au format jj/mm/aaaa, par exemple 12/10/2026"
    parts = {
        "hint": hint and not options.get("label_only"),
        "previous": options.get("previous"),
        "unit": options.get("unit") if kind not in GROUPS else "",
        "error": bool(messages_of(bound)),
    }
    described = [f"{identifier}-{name}" for name, present_ in parts.items() if present_]
    attributes = _attributes(bound, kind, described, options)
    readonly = bool(options.get("readonly") or bound.field.disabled)
    defaults = {"amount": "short", "date": "short", "textarea": "full"}
    shown: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "id": identifier,
        "label": options.get("label") or bound.label,
        "label_only": options.get("label_only", ""),
        "hint": hint,
        "errors": messages_of(bound),
        "required": bound.field.required and not readonly,
        "unit": options.get("unit", ""),
        "prefix": options.get("prefix", ""),
        "previous": options.get("previous", ""),
        "width": options.get("width") or defaults.get(kind, "medium"),
        "described": " ".join(described),
        "readonly": readonly,
    }
    if readonly and kind != "hidden":
        shown["value"] = _shown_value(bound)
    elif kind in {"text", "amount", "date", "password", "file"}:
        shown["control"] = _control(bound, attributes)
        shown["type"] = _input_type(bound, kind)
    else:
        shown["attributes"] = attributes
        shown["widget"] = bound.as_widget(attrs=attributes) if kind not in GROUPS else ""
    return shown


def _input_type(bound: BoundField, kind: str) -> str:
    if kind in {"password", "file"}:
        return kind
    return TYPES.get(getattr(bound.field.widget, "input_type", "text"), "text")


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of a form in the order of its fields: label, message, the control to go to (form-wide: none)."""
    found = [{"message": str(message), "target": ""} for message in form.non_field_errors()]
    for bound in form:
        found += [{"label": bound.label, "message": each, "target": target(bound)} for each in messages_of(bound)]
    return found
