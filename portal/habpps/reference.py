"""What every instance needs before its first partner: the Cafs and the services of the bouquet."""

import csv
from pathlib import Path

from django.db import transaction

from .models import Caf, Service

CAFS = Path(__file__).parent / "data" / "caf.csv"

SERVICES = {"AFAS": "Aides financières d'action sociale"}


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Add what is missing, by SIREN or code; what an operator has changed since stays. Counts of added rows."""
    with CAFS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Caf.objects.order_by("siren").values_list("siren", flat=True))
    cafs = [
        Caf(departement=row["departement"], name=row["nom"], siren=row["siren"])
        for row in rows
        if row["siren"] not in known
    ]
    coded = set(Service.objects.order_by("code").values_list("code", flat=True))
    services = [Service(code=code, label=label) for code, label in SERVICES.items() if code not in coded]
    Caf.objects.bulk_create(cafs)
    Service.objects.bulk_create(services)
    return {"cafs": len(cafs), "services": len(services)}
