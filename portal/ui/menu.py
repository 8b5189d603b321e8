"""The left menu, the account's menu and the organisations: rooms register, the frame asks.

    menu.register(MenuEntry("Consulter les conventions", "habpps:agreements", visible=…, group=AGREEMENTS))

in `AppConfig.ready`. `visible(request)` decides on the rights that the request already carries: no query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from portal.base.urls import optional


@dataclass(frozen=True, slots=True)
class MenuGroup:
    label: str
    order: int
    icon: str = ""


PARTNERS = MenuGroup("Organismes partenaires", 10, "building")
AGREEMENTS = MenuGroup("Conventions", 20, "document")
SUPERVISION = MenuGroup("Supervision", 30, "eye")
AFAS = MenuGroup("Aides financières d’action sociale", 40, "declaration")
ADMINISTRATION = MenuGroup("Administration", 50, "settings")
ACCOUNT = MenuGroup("Mon compte", 90)  # shown in the top bar, under the person's name


def everyone_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """`order` places it inside its group; entries of the same order stay in the order of registration. `below`: paths
    that belong to this place beside those under its own (« /utilisateurs/ » to the conventions)."""

    label: str
    url_name: str
    visible: Callable[[HttpRequest], bool] = everyone_signed_in
    group: MenuGroup = ADMINISTRATION
    order: int = 50
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """`current`: "page" on the very page, "true" on a page below it, empty elsewhere."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    label: str
    icon: str
    entries: list[ShownEntry]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Where the person acts now (`current`), or could: posting `key` to `url` switches to it."""

    label: str
    url: str = ""
    key: str = ""
    detail: str = ""
    current: bool = False


_entries: list[MenuEntry] = []
_organisations: list[Callable[[HttpRequest], Iterable[Organisation]]] = []
_searches: list[MenuEntry] = []


def register(*entries: MenuEntry) -> None:
    """Add entries; registering the same one twice (a second `ready`) changes nothing."""
    _entries.extend(entry for entry in entries if entry not in _entries)


def register_organisations(provider: Callable[[HttpRequest], Iterable[Organisation]]) -> None:
    """`provider(request)` gives the organisations of the person, the current one marked."""
    if provider not in _organisations:
        _organisations.append(provider)


def register_search(entry: MenuEntry) -> None:
    """The search of the top bar: a GET page that reads `?q=`, shown to whom `visible` says."""
    if entry not in _searches:
        _searches.append(entry)


def _visible(request: HttpRequest, entries: Iterable[MenuEntry]) -> list[tuple[MenuEntry, str]]:
    shown = [(entry, optional(entry.url_name)) for entry in entries if entry.visible(request)]
    return [(entry, url) for entry, url in shown if url]


def _nearness(path: str, *places: str) -> int:
    """How much of the path leads to one of these places; 0 when none is above it."""
    return max((len(place) for place in places if path == place or path.startswith(place.rstrip("/") + "/")), default=0)


def groups(request: HttpRequest) -> list[ShownGroup]:
    """The groups that hold something for this person, in the order of the menu, the current place marked."""
    pairs = _visible(request, _entries)
    nearest, here = 0, None
    for entry, url in pairs:
        nearness = _nearness(request.path, url, *entry.below)
        if nearness > nearest:
            nearest, here = nearness, entry
    found: dict[str, ShownGroup] = {}
    for entry, url in sorted(pairs, key=lambda pair: (pair[0].group.order, pair[0].order)):
        current = ("page" if url == request.path else "true") if entry is here and url != "/" else ""
        group = found.get(entry.group.label)
        if group is None:
            group = found[entry.group.label] = ShownGroup(entry.group.label, entry.group.icon, [])
        group.entries.append(ShownEntry(entry.label, url, current))
    return list(found.values())


def organisations(request: HttpRequest) -> list[Organisation]:
    return [organisation for provider in _organisations for organisation in provider(request)]


def search(request: HttpRequest) -> ShownEntry | None:
    found = _visible(request, _searches)
    return ShownEntry(found[0][0].label, found[0][1]) if found else None
