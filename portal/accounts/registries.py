"""What rooms above add to accounts: roles that require a second factor, what ends with an account, personal data, how
names change and who learns of a new e-mail address.

Providers are registered in `AppConfig.ready`; registering one twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from .models import User


@dataclass(frozen=True)
class PersonalData:
    """`provider(user)` gives what one room holds about a person, as JSON can say it: texts, numbers, lists, dicts."""

    label: str
    provider: Callable[[User], Any]


@dataclass(frozen=True)
class NameRule:
    """For people who may not change their own name: `page` is the name of the page by which they ask for it, `asked`
    the name that waits for a decision, or an empty string."""

    page: str
    asked: str = ""


_requirements: list[Callable[[HttpRequest], bool]] = []
_after_activation: list[Callable[[User], None]] = []
_after_sign_in: list[Callable[[User], str]] = []
_before_closing: list[Callable[[User], None]] = []
_personal: list[PersonalData] = []
_name_rules: list[Callable[[User], NameRule | None]] = []
_after_email_change: list[Callable[[User, str], None]] = []


def register_second_factor_requirement(provider: Callable[[HttpRequest], bool]) -> None:
    """`provider(request)` says whether the role of the signed-in person requires a second factor.

    Called at each request of people who have none yet: it must cost no query that the page does not need anyway.
    """
    if provider not in _requirements:
        _requirements.append(provider)


def is_second_factor_required(request: HttpRequest) -> bool:
    return any(provider(request) for provider in _requirements)


def register_after_activation(provider: Callable[[User], None]) -> None:
    """`provider(user)` records what the person has accepted by activating the account.

    Called in that transaction, with the person's row locked.
    """
    if provider not in _after_activation:
        _after_activation.append(provider)


def run_after_activation(user: User) -> None:
    for provider in _after_activation:
        provider(user)


def register_after_sign_in(provider: Callable[[User], str]) -> None:
    """`provider(user)` gives the address of a page to show once after signing in, or ""; that page leads on to « next »."""
    if provider not in _after_sign_in:
        _after_sign_in.append(provider)


def page_after_sign_in(user: User, asked: str) -> str:
    """Where somebody goes who has just signed in: first to a page that waits for them; `asked`: where they were going; "" for
    nowhere in particular."""
    for provider in _after_sign_in:
        if page := provider(user):
            return f"{page}?{urlencode({'next': asked})}" if asked else page
    return asked


def register_before_closing(provider: Callable[[User], None]) -> None:
    """`provider(user)` ends what hangs on an account that retention is about to close or anonymise.

    Called in that transaction, with the person's row locked. Raising `ActionError` keeps the account as it is.
    """
    if provider not in _before_closing:
        _before_closing.append(provider)


def run_before_closing(user: User) -> None:
    for provider in _before_closing:
        provider(user)


def register_personal_data(label: str, provider: Callable[[User], Any]) -> None:
    """Adds a chapter to the export of « Mes données »; `label` is its French title. It must name nobody else."""
    if all(known.provider != provider for known in _personal):
        _personal.append(PersonalData(label, provider))


def personal_data_chapters() -> list[PersonalData]:
    return list(_personal)


def register_name_rule(provider: Callable[[User], NameRule | None]) -> None:
    """`provider(user)` gives the rule by which somebody's name changes, None when they may change it themselves."""
    if provider not in _name_rules:
        _name_rules.append(provider)


def find_name_rule(user: User) -> NameRule | None:
    return next((rule for provider in _name_rules if (rule := provider(user))), None)


def register_after_email_change(provider: Callable[[User, str], None]) -> None:
    """`provider(user, former)` tells who must know of a confirmed e-mail address; `former` is the one that it replaces.

    Called in that transaction, with the person's row locked.
    """
    if provider not in _after_email_change:
        _after_email_change.append(provider)


def run_after_email_change(user: User, former: str) -> None:
    for provider in _after_email_change:
        provider(user, former)
