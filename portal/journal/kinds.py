"""The registry of event kinds: what may be written, and the sentence by which people read it."""

from collections.abc import Mapping
from dataclasses import dataclass

BUSINESS = "BUSINESS"  # kept as long as what it speaks of
SECURITY = "SECURITY"  # kept 12 months (CNIL, délibération 2021-122)


@dataclass(frozen=True)
class EventKind:
    """`sentence` is French and follows the actor's name; `{fact}` names one of `facts`."""

    name: str
    store: str
    sentence: str
    facts: tuple[str, ...] = ()


REGISTRY: dict[str, EventKind] = {}
WORDS: dict[str, str] = {}


def declare_events(*kinds: EventKind) -> None:
    """Add kinds to the registry; a name twice, or a sentence that speaks of an undeclared fact, is an error."""
    for kind in kinds:
        if kind.name in REGISTRY:
            raise ValueError(f"journal kind declared twice: {kind.name}")
        kind.sentence.format(**dict.fromkeys(kind.facts, ""))
        REGISTRY[kind.name] = kind


def declare_words(words: Mapping[str, str]) -> None:
    """Code -> French, for the codes among the facts; a code with two meanings is an error."""
    for code, word in words.items():
        if WORDS.setdefault(code, word) != word:
            raise ValueError(f"journal word declared twice: {code}")


def word_for(code: str) -> str:
    """The code as people say it; itself when no room has a word for it."""
    return WORDS.get(code, code)
