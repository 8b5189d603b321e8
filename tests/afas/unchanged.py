"""Everything that an action on declarations can change, to prove that a refused one has changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Model
from post_office.models import Email

from portal.afas.models import Campaign, Declaration, DeclarationPart, Event, Fact, PartContributor, Transmission
from portal.journal.models import Entry
from portal.mail.models import Letter

WATCHED: tuple[type[Model], ...] = (
    Campaign,
    Declaration,
    DeclarationPart,
    PartContributor,
    Event,
    Fact,
    Transmission,
    Entry,
    Letter,
    Email,
)


def everything() -> dict[str, list[tuple]]:
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in WATCHED}


@contextmanager
def unchanged() -> Iterator[None]:
    """What runs inside leaves no trace: no state, figure, event, journal row or mail."""
    before = everything()
    yield
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, f"{name} has changed"
