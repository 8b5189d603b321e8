"""What every instance needs before its first partner: the Cafs, the types of organisation, the services."""

import csv
from pathlib import Path

from django.db import transaction

from .models import Caf, PartnerType, Service

CAFS = Path(__file__).parent / "data" / "caf.csv"

# No public nomenclature was found; an instance may add its own.
PARTNER_TYPES = (
    "Association",
    "Centre communal ou intercommunal d'action sociale",
    "Commune",
    "Communauté de communes, d'agglomération ou urbaine",
    "Département",
    "Entreprise",
    "Établissement public",
    "Mutuelle ou coopérative",
)
SERVICES = {"AFAS": "Aides financières d'action sociale"}


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Add what is missing, by SIREN, name or code; what an operator has changed since stays. Counts of added rows."""
    with CAFS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Caf.objects.order_by("siren").values_list("siren", flat=True))
    cafs = [
        Caf(departement=row["departement"], name=row["nom"], siren=row["siren"])
        for row in rows
        if row["siren"] not in known
    ]
    named = set(PartnerType.objects.order_by("name").values_list("name", flat=True))
    types = [PartnerType(name=name) for name in PARTNER_TYPES if name not in named]
    coded = set(Service.objects.order_by("code").values_list("code", flat=True))
    services = [Service(code=code, label=label) for code, label in SERVICES.items() if code not in coded]
    Caf.objects.bulk_create(cafs)
    PartnerType.objects.bulk_create(types)
    Service.objects.bulk_create(services)
    return {"cafs": len(cafs), "types": len(types), "services": len(services)}
