"""The registry of event kinds: the facts that each carries, and the sentence that people read."""

from collections.abc import Mapping
from dataclasses import dataclass

BUSINESS = "BUSINESS"  # kept as long as the object that it is about
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
    """Add kinds to the registry. ValueError for a name declared twice, KeyError for a sentence with an undeclared fact."""
    for kind in kinds:
        if kind.name in REGISTRY:
            raise ValueError(f"journal kind declared twice: {kind.name}")
        kind.sentence.format(**dict.fromkeys(kind.facts, ""))
        REGISTRY[kind.name] = kind


def declare_words(words: Mapping[str, str]) -> None:
    """Code -> French, for codes among the facts. ValueError for a code with two meanings."""
    for code, word in words.items():
        if WORDS.setdefault(code, word) != word:
            raise ValueError(f"journal word declared twice: {code}")


def word_for(code: str) -> str:
    """The French word for a code, or the code itself when none is declared."""
    return WORDS.get(code, code)
