"""A bound form field, prepared for `components/field.html`: its kind, its names, its links to hint and error."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from django import forms
from django.forms import BoundField

from .forms import AmountInput, DateInput

GROUPS = {"radios", "boxes"}
TYPED = {"text", "amount", "date", "password", "file"}
WIDTHS = {"amount": "short", "date": "short", "textarea": "full"}
TYPES_OF_KINDS = {"password": "password", "file": "file", "hidden": "hidden", "box": "checkbox"}
TYPES = {"email": "email", "tel": "tel", "url": "url", "search": "search"}


# The order matters: sub-classes first.
KINDS = (
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


def kind_of(bound: BoundField) -> str:
    """Which part of the template draws this field."""
    return _kind_of(type(bound.field.widget))


@cache
def _kind_of(widget: type[forms.Widget]) -> str:
    return next((kind for kind, classes in KINDS if issubclass(widget, classes)), "text")


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


def _attributes(
    bound: BoundField, kind: str, described: list[str], refused: bool, options: dict[str, Any]
) -> dict[str, Any]:
    attributes: dict[str, Any] = {"id": bound.auto_id or bound.html_name}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.field.required:
        attributes["aria-required"] = "true"
    if refused:
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


def _control(bound: BoundField, attributes: dict[str, Any], kind: str) -> dict[str, Any]:
    """The widget's own context with our attributes; a text box without `required` (aria-required says it)."""
    given = attributes
    if kind in TYPED:
        attributes = {**bound.build_widget_attrs({}), **attributes}
        attributes.pop("required", None)
    else:
        attributes = bound.build_widget_attrs(attributes)
    # Django refers to a hint that it would have written itself.
    if "aria-describedby" not in given:
        attributes.pop("aria-describedby", None)
    return bound.field.widget.get_context(bound.html_name, bound.value(), attributes)["widget"]


def present(bound: BoundField, **options: Any) -> dict[str, Any]:
    """What `components/fields.html` shows of a field.

    Options: `label`, `hint`, `unit`, `prefix`, `previous` (last year's value, a string already written),
    `width` (short, medium, long, full), `readonly`, `autocomplete`, `label_only` (spoken label, nothing shown),
    `hint_id` (of what the page says about it elsewhere).
    """
    kind = kind_of(bound)
    identifier = bound.auto_id or bound.html_name
    errors = messages_of(bound)
    hint = options.get("hint") or str(bound.help_text or "")
    if kind == "date" and not hint:
        hint = "Au format jj/mm/aaaa, par exemple 12/10/2026"
    parts = {
        "hint": hint and not options.get("label_only"),
        "previous": options.get("previous"),
        "unit": options.get("unit") if kind not in GROUPS and kind != "box" else "",
        "error": bool(errors),
    }
    described = [f"{identifier}-{name}" for name, present_ in parts.items() if present_]
    described = [options["hint_id"], *described] if options.get("hint_id") else described
    described = [] if kind == "hidden" else described
    readonly = bool(options.get("readonly") or bound.field.disabled)
    shown: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "id": identifier,
        "label": options.get("label") or bound.label,
        "label_only": options.get("label_only", ""),
        "hint": hint,
        "errors": errors,
        "required": bound.field.required and not readonly,
        "unit": options.get("unit", ""),
        "prefix": options.get("prefix", ""),
        "previous": options.get("previous", ""),
        "width": options.get("width") or WIDTHS.get(kind, "medium"),
        "described": " ".join(described),
        "readonly": readonly and kind != "hidden",
    }
    if shown["readonly"]:
        shown["value"] = _shown_value(bound)
    elif kind not in GROUPS:
        attributes = _attributes(bound, kind, described, bool(errors), options)
        shown["control"] = _control(bound, attributes, kind)
        shown["type"] = _input_type(bound, kind)
        shown["widget"] = partial(bound.as_widget, attrs=attributes)
    return shown


def _input_type(bound: BoundField, kind: str) -> str:
    if kind in TYPES_OF_KINDS:
        return TYPES_OF_KINDS[kind]
    return TYPES.get(getattr(bound.field.widget, "input_type", "text"), "text")


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of a form in the order of its fields: label, message, the control to go to (form-wide: none)."""
    found = [{"message": str(message), "target": ""} for message in form.non_field_errors()]
    for bound in form:
        found += [{"label": bound.label, "message": each, "target": target(bound)} for each in messages_of(bound)]
    return found


def errors_of_forms(given: Sequence[Any]) -> list[dict[str, str]]:
    """Every error of several forms and formsets, for the summary on top of the page. A form with a `part` is one of
    several alike: « Second administrateur, nom »."""
    formsets = [each for each in given if hasattr(each, "forms")]
    flat = [form for each in given for form in getattr(each, "forms", [each])]
    found = [_in_part(form, error) for form in flat if form.is_bound for error in errors_of(form)]
    for formset in formsets:
        if formset.is_bound:
            found = [{"message": str(message), "target": ""} for message in formset.non_form_errors()] + found
    return found


def _in_part(form: Any, error: dict[str, str]) -> dict[str, str]:
    part, label = getattr(form, "part", ""), error.get("label", "")
    return {**error, "label": f"{part}, {label[:1].lower()}{label[1:]}"} if part and label else error
