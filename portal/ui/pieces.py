"""The values that components show: plain, prepared in the view, without any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["neutral", "info", "attention", "success", "danger"]
TONE_ICONS = {"neutral": "circle", "info": "info", "attention": "alert", "success": "check", "danger": "cross"}


@dataclass(frozen=True, slots=True)
class State:
    """A state as an icon and a word; without `icon` the tone's own is drawn."""

    label: str
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A link (`method="get"`) or a small form (`"post"`, with its own one-time key) that does one thing.

    `about` completes the name for who hears it alone: « Modifier » + « la convention A ».
    """

    label: str
    url: str
    icon: str = ""
    method: Literal["get", "post"] = "get"
    about: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path; `state`: done, current or todo. A done step may be gone back to (`url`)."""

    label: str
    state: Literal["done", "current", "todo"] = "todo"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list: what to do, its state, and where (`url` empty: not possible yet, `hint` says why)."""

    label: str
    state: State
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A term and its value(s); `change_url` adds a « Modifier » link. `was`: last year's value, shown beside."""

    label: str
    value: str | Sequence[str]
    change_url: str = ""
    was: str = ""
    change_label: str = "Modifier"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `when` is already written (`formats.moment`), `who` may be empty."""

    when: str
    title: str
    who: str = ""
    text: str = ""
    tone: Tone = "neutral"
    url: str = ""
    link: str = "Voir le détail"


@dataclass(frozen=True, slots=True)
class Todo:
    """What a person is asked to do, with its one button. `due`: « À transmettre jusqu’au … inclus, dans 6 jours »."""

    title: str
    action: Action
    due: str = ""
    text: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A chosen filter: removing it leads to `url`."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Determinate: `done` out of `total`, in words `label` (« 8 sur 12 comptes renseignés »)."""

    done: int
    total: int
    label: str = ""
    name: str = "Avancement"
