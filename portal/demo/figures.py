"""Plausible, coherent figures of a PS Jeunes activity: what a structure of a given size would declare.

The documents hold the catalogue's canonical strings, which can be typed as they stand.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

Document = dict[str, Any]

# Share of the year that a declaration tells; an update is cumulative from January.
SHARE = {"": Decimal(1), "JUNE": Decimal("0.5"), "SEPTEMBER": Decimal("0.75")}
UNUSED_CHARGES = ("account_66", "account_67", "account_69")
UNUSED_PRODUITS = (
    "account_70642", "account_708", "account_742", "account_7452", "account_747", "account_748", "account_76",
    "account_77", "account_78", "account_79",
)  # fmt: skip


@dataclass(frozen=True)
class Structure:
    """What does not change from one declaration to the next. `post_cost`: euros per ETP in 2024."""

    posts: tuple[Decimal, ...]
    post_cost: int
    young: int
    days: int
    by_commune: bool = False


def some_structure(random: Random) -> Structure:
    """A structure like many: 1 to 3 posts of animators."""
    posts = random.choice(
        [("1.00",), ("1.00",), ("0.80",), ("1.00", "0.50"), ("1.00", "1.00"), ("1.00", "1.00", "0.50")]
    )
    return Structure(
        posts=tuple(map(Decimal, posts)),
        post_cost=int(random.triangular(31_000, 46_000, 37_500)),
        young=random.randint(45, 180),
        days=random.randint(150, 240),
        by_commune=random.random() < 0.4,
    )


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def amount(value: Decimal | int) -> str:
    return f"{cents(Decimal(value)):.2f}"


def activity_document(structure: Structure, *, year: int, period: str, drift: Decimal) -> Document:
    """Answers of the activity half. `drift` (about 1) tells this declaration from the others of the same structure."""
    share = SHARE[period]
    months = int(12 * share)

    def count(base: float) -> str:
        return str(int(Decimal(base) * share * drift))

    girls = int(structure.young * Decimal("0.42") * drift * (1 if share == 1 else Decimal("0.8")))
    boys = int(structure.young * Decimal("0.46") * drift * (1 if share == 1 else Decimal("0.8")))
    days = min(366, int(structure.days * share))
    return {
        "animators": [
            {
                "diploma": ("LEVEL_4", "LEVEL_5", "LEVEL_6")[(index + year) % 3 if index else 0],
                "etp": f"{etp:.2f}",
                "months": str(months),
                "etp_asked": f"{cents(etp * months / 12):.2f}",
            }
            for index, etp in enumerate(structure.posts)
        ],
        "girls_12_17": str(girls),
        "boys_12_17": str(boys),
        "women_18_25": count(structure.young * 0.06),
        "men_18_25": count(structure.young * 0.07),
        "opening_days": str(days),
        "opening_hours": f"{days * 6}.00",
        "evenings": count(24),
        "weekend_days": count(18),
        "holiday_days": count(44),
        "youth_projects": count(7),
        "project_participants": count(38),
        "outreach_sessions": count(30),
        "outreach_young": count(structure.young * 0.7),
        "promeneurs_du_net": "true" if structure.young % 2 else "false",
        "online_hours": f"{2 + structure.young % 4}.00",
        "parents": count(structure.young * 0.35),
        "partners": str(4 + structure.young % 7),
    }


def financial_document(
    structure: Structure, *, year: int, period: str, drift: Decimal, ceiling: Decimal = Decimal(40_000), gap: int = 0
) -> Document:
    """Answers of the financial half, balanced but for `gap` euros that the produits lack (negative: too many)."""
    months = int(12 * SHARE[period])
    asked = sum((cents(etp * months / 12) for etp in structure.posts), Decimal(0))
    per_post = Decimal(structure.post_cost) * (1 + Decimal("0.018") * (year - 2024)) * drift
    posts = cents(per_post * asked)
    staff = cents(posts * Decimal("1.22"))
    charges = {
        "account_60": cents(posts * Decimal("0.09")),
        "account_61": cents(posts * Decimal("0.07")),
        "account_62": cents(posts * Decimal("0.11")),
        "account_63a": cents(staff * Decimal("0.04")),
        "account_63b": cents(posts * Decimal("0.004")),
        "account_64": staff,
        "account_65": cents(posts * Decimal("0.02")),
        "account_68": cents(posts * Decimal("0.03")),
        "account_86": Decimal(1800) * structure.days // 100 if not structure.by_commune else Decimal(0),
        **dict.fromkeys(UNUSED_CHARGES, Decimal(0)),
    }
    total = sum(charges.values())
    entitlement = cents(min(per_post, ceiling) * asked / 2)
    produits = {
        "account_70": cents(total * Decimal("0.02")),
        "account_70623": entitlement,
        "account_70624": Decimal(0),
        "account_70641": cents(total * Decimal("0.03")),
        "account_741": cents(total * Decimal("0.03")),
        "account_743": cents(total * Decimal("0.05")),
        "account_7451": Decimal(0),
        "account_75": cents(total * Decimal("0.01")),
        "account_87": charges["account_86"],
        **dict.fromkeys(UNUSED_PRODUITS, Decimal(0)),
    }
    left = total - sum(produits.values()) - gap
    commune = left if structure.by_commune else cents(left * Decimal("0.7"))
    produits |= {"account_744": commune, "account_746": left - commune}
    return {code: amount(value) for code, value in {**charges, **produits, "animator_cost": posts}.items()}
