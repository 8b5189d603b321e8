"""What may be changed of a convention or an activity, by the names that forms give it."""

from __future__ import annotations

from typing import Any

from portal.habpps.models import Activity, Agreement


def of_activity(activity: Activity) -> dict[str, Any]:
    return {
        "name": activity.name,
        "nature": f"{activity.type_code}:{activity.nature_code}",
        "opens_on": activity.opens_on,
        "closes_on": activity.closes_on,
        "sites": list(activity.sites.order_by("name", "pk")),
    }


def of_agreement(agreement: Agreement) -> dict[str, Any]:
    """With its contrat de service; where there is none yet, the one that is proposed."""
    contract = getattr(agreement, "contract", None)
    return {
        "label": agreement.label,
        "opens_on": agreement.opens_on,
        "closes_on": agreement.closes_on,
        "separate_approver": agreement.separate_approver,
        "delegated": contract is None or contract.delegated,
        "contract_opens_on": contract.opens_on if contract else agreement.opens_on,
        "contract_closes_on": contract.closes_on if contract else None,
    }
