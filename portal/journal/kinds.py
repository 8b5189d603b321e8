"""The registry of event kinds: what may be written, and the sentence by which people read it."""

from dataclasses import dataclass

BUSINESS = "BUSINESS"  # kept as long as what it speaks of
SECURITY = "SECURITY"  # kept 12 months (CNIL, délibération 2021-122)


@dataclass(frozen=True)
class Kind:
    """`sentence` is French and follows the actor's name; `{fact}` names one of `facts`."""

    name: str
    store: str
    sentence: str
    facts: tuple[str, ...] = ()


REGISTRY: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Add kinds to the registry; a name twice, or a sentence that speaks of an undeclared fact, is an error."""
    for kind in kinds:
        if kind.name in REGISTRY:
            raise ValueError(f"journal kind declared twice: {kind.name}")
        kind.sentence.format(**dict.fromkeys(kind.facts, ""))
        REGISTRY[kind.name] = kind
