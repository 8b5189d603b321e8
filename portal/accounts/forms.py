"""What the forms of several subjects share."""

from django import forms

from portal.base.errors import ActionError


def password_field(label: str, *, autocomplete: str, missing: str, hint: str = "") -> forms.CharField:
    """Neither stripped nor rendered back into a page."""
    return forms.CharField(
        label=label,
        strip=False,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


def add_errors(form: forms.Form, error: ActionError) -> None:
    """What an action refused, shown at the fields of the form."""
    for name, texts in error.errors.items():
        for text in texts:
            form.add_error(name or None, text)
