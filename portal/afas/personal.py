"""What this room holds about a person: a chapter of the export of « Mes données »."""

from typing import Any

from portal.accounts import registries
from portal.accounts.models import User

from .models import Event, PartContributor


def history_of_person(user: User) -> list[dict[str, Any]]:
    """What they did with declarations; the figures are the organisation's, not theirs."""
    events = Event.objects.filter(by=user).select_related("declaration__activity", "declaration__campaign")
    begun = PartContributor.objects.filter(person=user).select_related(
        "part__declaration__activity", "part__declaration__campaign"
    )
    found = [(each.at, each.get_kind_display(), each.declaration) for each in events.order_by("id")]
    found += [(each.began_at, f"{each.part.get_kind_display()} saisies", each.part.declaration) for each in begun]
    return [
        {"date": at, "événement": what, "déclaration": f"{declaration.activity}, {declaration.campaign}"}
        for at, what, declaration in sorted(found, key=lambda each: each[0])
    ]


registries.register_personal_data("Déclarations", history_of_person)
