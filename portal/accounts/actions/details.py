"""What a person corrects or takes away of their own account."""

import unicodedata
from typing import Any

from django.db import transaction

from portal import journal
from portal.accounts import registries
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError

from .links import lock

FIELDS = {"first_name": "prénom", "last_name": "nom", "phone": "téléphone"}
LEAST_DIGITS, MOST_DIGITS = 6, 15


def clean_name(typed: str) -> str:
    """One line without control or invisible characters: a name stands in mails and lists."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in typed)
    return " ".join("".join(char for char in visible if unicodedata.category(char) != "Cf").split())


def _clean_phone(typed: str) -> str:
    phone = " ".join(typed.split())
    digits = sum(char.isdigit() for char in phone)
    if phone and (set(phone) - set("+0123456789 .-()") or not LEAST_DIGITS <= digits <= MOST_DIGITS):
        raise ActionError({"phone": ["Indiquez un numéro de téléphone, par exemple 01 23 45 67 89."]})
    return phone


@transaction.atomic
def change_details(*, user: User, first_name: str, last_name: str, phone: str) -> User:
    """A person corrects their own name or telephone; what is unchanged is not written. Raises `ActionError`."""
    user = lock(user)
    wanted = {"first_name": clean_name(first_name), "last_name": clean_name(last_name), "phone": _clean_phone(phone)}
    empty = {name: [f"Indiquez votre {FIELDS[name]}."] for name in ("first_name", "last_name") if not wanted[name]}
    if empty:
        raise ActionError(empty)
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    user.save(update_fields=changed)
    fields = [FIELDS[name] for name in changed]
    journal.record("accounts.details_changed", actor_id=user.pk, about=("accounts.user", user.pk), fields=fields)
    return user


@transaction.atomic
def export_personal_data(*, user: User) -> dict[str, Any]:
    """Everything that every room holds about the person, by chapter; that it was taken is in the journal."""
    journal.record("accounts.data_exported", actor_id=user.pk, about=("accounts.user", user.pk))
    chapters = {chapter.label: chapter.provider(user) for chapter in registries.personal_chapters()}
    return {"établi le": clock.now(), "chapitres": chapters}
