"""What people type about themselves or others, made fit to be kept. Each raises `ActionError` on its field."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.base.errors import ActionError

LEAST_DIGITS, MOST_DIGITS = 6, 15


def clean_email(typed: str) -> str:
    """In lower case."""
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ActionError({"email": ["Indiquez une adresse mail, par exemple prenom.nom@exemple.fr."]}) from None
    return email


def clean_name(typed: str) -> str:
    """One line without control or invisible characters: a name stands in mails and lists."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in typed)
    return " ".join("".join(char for char in visible if unicodedata.category(char) != "Cf").split())


def clean_phone(typed: str) -> str:
    """Empty, or 6 to 15 digits with the usual signs between."""
    phone = " ".join(typed.split())
    digits = sum(char.isdigit() for char in phone)
    if phone and (set(phone) - set("+0123456789 .-()") or not LEAST_DIGITS <= digits <= MOST_DIGITS):
        raise ActionError({"phone": ["Indiquez un numéro de téléphone, par exemple 01 23 45 67 89."]})
    return phone
