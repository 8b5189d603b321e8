"""What this room holds about a person: a chapter of the export of « Mes données »."""

from typing import Any

from portal.accounts import registries
from portal.accounts.models import User

from .models import Event


def history_of_person(user: User) -> list[dict[str, Any]]:
    """What they did with declarations; the figures are the organisation's, not theirs."""
    events = Event.objects.filter(by=user).select_related("declaration__activity", "declaration__campaign")
    return [
        {
            "date": event.at,
            "événement": event.get_kind_display(),
            "déclaration": f"{event.declaration.activity}, {event.declaration.campaign}",
        }
        for event in events.order_by("id")
    ]


registries.register_personal_data("Déclarations", history_of_person)
