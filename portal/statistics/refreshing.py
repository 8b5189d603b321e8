"""Computes the medians again from the facts. Run every night (`manage.py refresh_statistics`).

Once a day and not at each transmission: whoever watched a median move could tell what the last one declared.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db import connection, transaction

from portal.afas.models import Fact
from portal.base import clock

from .models import Median
from .rules import FEWEST_PARTNERS

CODES = ("entitlement", "cost_per_etp")

# One statement for both engines. The median is the mean of the one or two rows in the middle of each group; the rows
# come from the index `fact_for_statistics`, already sorted by Caf and value.
MEDIANS = """
    SELECT caf_id, AVG(CASE WHEN place IN ((size + 1) / 2, (size + 2) / 2) THEN value END), MAX(size),
           COUNT(DISTINCT partner_id)
    FROM (
        SELECT {group} AS caf_id, value, partner_id,
               ROW_NUMBER() OVER ({window} ORDER BY value) AS place,
               COUNT(*) OVER ({window}) AS size
        FROM afas_fact
        WHERE latest AND type_code = %s AND fiscal_year = %s AND declaration_type = 'ACTUAL' AND code = %s
    ) AS placed
    GROUP BY caf_id
    HAVING COUNT(DISTINCT partner_id) >= %s
"""
BY_CAF = MEDIANS.format(group="caf_id", window="PARTITION BY caf_id")
COUNTRY = MEDIANS.format(group="CAST(NULL AS bigint)", window="")


def refresh() -> int:
    """Replace every median, in one transaction for each activity type and year; how many there are now."""
    found = (
        Fact.objects.filter(latest=True, declaration_type="ACTUAL", code__in=CODES)
        .order_by("type_code", "fiscal_year")
        .values_list("type_code", "fiscal_year")
        .distinct()
    )
    return sum(_refresh_year(type_code, year) for type_code, year in list(found))


@transaction.atomic
def _refresh_year(type_code: str, year: int) -> int:
    medians = [median for code in CODES for median in _computed(type_code, year, code)]
    Median.objects.filter(type_code=type_code, fiscal_year=year).delete()
    Median.objects.bulk_create(medians)
    return len(medians)


def _computed(type_code: str, year: int, code: str) -> Iterator[Median]:
    for query in (BY_CAF, COUNTRY):
        with connection.cursor() as cursor:
            cursor.execute(query, [type_code, year, code, FEWEST_PARTNERS])
            rows = cursor.fetchall()
        for caf_id, value, activities, partners in rows:
            yield Median(
                type_code=type_code,
                fiscal_year=year,
                code=code,
                caf_id=caf_id,
                value=Decimal(str(value)).quantize(Decimal("0.01")),
                activities=activities,
                partners=partners,
                computed_at=clock.now(),
            )
