"""`frame`: everything that the skeleton of a page shows around its content, worked out only if asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from portal.base import clock, formats

from . import menu
from .pieces import Tone

TONES: dict[str, Tone] = {"error": "danger", "warning": "attention", "info": "info"}


@dataclass(frozen=True, slots=True)
class ShownMessage:
    text: str
    tone: Tone


class Frame:
    """The surroundings of one page for one request. Works for anonymous visitors and for bare requests."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.instance = getattr(settings, "INSTANCE", {})
        self.demo = getattr(settings, "DEMO", False)

    @cached_property
    def user(self) -> Any:
        """The person signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _knows_rights(self) -> bool:
        """A request refused before its rights were read (a bad host, a late CSRF token) has no `actor`."""
        return bool(self.user) and hasattr(self.request, "actor")

    @cached_property
    def groups(self) -> list[menu.ShownGroup]:
        return menu.groups(self.request) if self._knows_rights else []

    @cached_property
    def menu(self) -> list[menu.ShownGroup]:
        return [group for group in self.groups if group.label != menu.ACCOUNT.label]

    @property
    def account_links(self) -> list[menu.ShownEntry]:
        return [entry for group in self.groups if group.label == menu.ACCOUNT.label for entry in group.entries]

    @cached_property
    def organisations(self) -> list[menu.Organisation]:
        return menu.organisations(self.request) if self._knows_rights else []

    @cached_property
    def organisation(self) -> menu.Organisation | None:
        """The current one, or the only one."""
        current = [organisation for organisation in self.organisations if organisation.current]
        return (current or self.organisations or [None])[0]

    @cached_property
    def search(self) -> menu.ShownEntry | None:
        return menu.search(self.request) if self._knows_rights else None

    @cached_property
    def search_text(self) -> str:
        return self.request.GET.get("q", "") if self.search and self.request.path == self.search.url else ""

    @cached_property
    def person(self) -> str:
        return (self.user.get_full_name() or self.user.get_username()) if self.user else ""

    @cached_property
    def previous_login(self) -> str:
        """« 16 avril 2018 à 15 h 04 », or empty at the first connection."""
        return formats.moment(getattr(self.user, "previous_login", None))

    @cached_property
    def messages(self) -> list[ShownMessage]:
        """What the person is told once, at the top of the next page."""
        return [ShownMessage(each.message, TONES.get(each.level_tag, "success")) for each in get_messages(self.request)]

    @property
    def returned_form(self) -> dict[str, Any] | None:
        """What the person had typed here when their session ended, for the page to put back."""
        form = getattr(self.request, "returned_form", None)
        return {"path": form.path, "fields": form.fields} if form else None

    def title_about(self, heading: str, crumbs: Sequence[tuple[str, str]]) -> str:
        """What a page about one thing is about, for its title: the nearest page above it whose name the heading does not
        hold. « Récapitulatif » is of one declaration, « Clôturer l'accès » of one person."""
        resolved = getattr(self.request, "resolver_match", None)
        if not resolved or not resolved.kwargs or len(crumbs) < 2:
            return ""
        label = str(crumbs[-2][0])
        return "" if label.casefold() in heading.casefold() else label

    @property
    def shown_at(self) -> str:
        """When the page was made, for what is printed of it."""
        return formats.moment(clock.now())

    @property
    def page_said(self) -> str:
        """« page 2 sur 5 » of a list, from its second page on."""
        page = getattr(self.request, "shown_page", None)
        return f"page {page.number} sur {page.paginator.num_pages}" if page and page.number > 1 else ""

    @property
    def idle_seconds(self) -> int:
        return getattr(settings, "SESSION_IDLE_MINUTES", 30) * 60

    @property
    def warning_seconds(self) -> int:
        return getattr(settings, "SESSION_WARNING_MINUTES", 25) * 60


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
