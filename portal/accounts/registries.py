"""What rooms above tell this one: whose role asks for a second factor, what else ends with a person, what they hold.

Each is registered in `AppConfig.ready`; registering twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from .models import User


@dataclass(frozen=True)
class PersonalData:
    """`provider(user)` gives what one room holds about a person, as JSON can say it: texts, numbers, lists, dicts."""

    label: str
    provider: Callable[[User], Any]


_requiring: list[Callable[[HttpRequest], bool]] = []
_leaving: list[Callable[[User], None]] = []
_personal: list[PersonalData] = []


def mfa_required_for(provider: Callable[[HttpRequest], bool]) -> None:
    """`provider(request)` says whether the role of the request's person asks for a second factor.

    Asked at each request of those who have none yet: it must cost no query that the page does not need anyway.
    """
    if provider not in _requiring:
        _requiring.append(provider)


def is_mfa_required(request: HttpRequest) -> bool:
    return any(provider(request) for provider in _requiring)


def before_leaving(provider: Callable[[User], None]) -> None:
    """`provider(user)` ends what hangs on an account that retention is about to close or anonymise.

    Called in that transaction, the person's row locked. Raising `ActionError` keeps the account as it is.
    """
    if provider not in _leaving:
        _leaving.append(provider)


def say_goodbye(user: User) -> None:
    for provider in _leaving:
        provider(user)


def personal_data(label: str, provider: Callable[[User], Any]) -> None:
    """Adds a chapter to the export of « Mes données »; `label` is its French title. Must name nobody else."""
    if all(known.provider != provider for known in _personal):
        _personal.append(PersonalData(label, provider))


def personal_chapters() -> list[PersonalData]:
    return list(_personal)
