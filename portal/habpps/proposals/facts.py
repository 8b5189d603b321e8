"""The facts that a proposal is about, by the names that forms give them, as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.base.seen import as_texts
from portal.habpps.models import Partner, Proposal, Site
from portal.habpps.partners import facts

# Forms and models name this one differently.
FORM_NAMES = {"type": "partner_type"}
MODEL_NAMES = {form: model for model, form in FORM_NAMES.items()}


def current_facts(target: Partner | Site) -> dict[str, str]:
    """Everything that may be proposed of an organisation or a place, its closing included."""
    own = facts.of_partner(target) if isinstance(target, Partner) else facts.of_site(target)
    return as_texts({**own, "closed_on": target.closed_on})


def differences(target: Partner | Site, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field -> [value now, value asked], of those that differ. `values`: by the model's own names."""
    now, asked = current_facts(target), as_texts({FORM_NAMES.get(name, name): each for name, each in values.items()})
    return {name: [now[name], text] for name, text in asked.items() if now[name] != text}


def target_of(proposal: Proposal) -> Partner | Site:
    return proposal.site or proposal.partner
