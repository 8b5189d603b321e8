"""Thin views: bind the form, call the action, show what it says."""

from django import forms

from portal.base.errors import ActionError


def add_errors(form: forms.Form, error: ActionError) -> None:
    """What an action refused, shown at the fields of the form."""
    for name, texts in error.errors.items():
        for text in texts:
            form.add_error(name or None, text)
