from typing import Any

from django import forms

from portal.habpps.models import AccessGroup
from portal.habpps.queries.groups import Search

from .fields import ObjectField, text


class GroupFilter(forms.Form):
    groupe = ObjectField(label="Groupe")
    utilisateur = text("Utilisateur")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")

    def search(self, sort: str) -> Search:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        group = asked["groupe"].public_id if asked.get("groupe") else ""
        return Search(group=group, user=asked.get("utilisateur", ""), sort=sort)
