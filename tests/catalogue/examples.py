"""Declarations that are right in every respect, for tests to spoil one thing at a time."""

from pathlib import Path

from portal.catalogue.checking import Finding
from portal.catalogue.edition import Edition
from portal.catalogue.loading import load_catalogue

DATA = Path(__file__).resolve().parents[2] / "portal" / "catalogue" / "data"
SHIPPED = load_catalogue([DATA])

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def psjeune(year: int = 2026) -> Edition:
    return SHIPPED.edition("PSJEUNE", year)


def animator(diploma: str = "LEVEL_4", etp: str = "1.00", months: str = "12", etp_asked: str = "1.00") -> dict:
    return {"diploma": diploma, "etp": etp, "months": months, "etp_asked": etp_asked}


def activity(*animators: dict, **changes: str) -> dict:
    """One full-time animator, and every question answered by a plausible figure."""
    answers = {
        "animators": list(animators) or [animator()],
        "girls_12_17": "40",
        "boys_12_17": "45",
        "women_18_25": "10",
        "men_18_25": "5",
        "opening_days": "200",
        "opening_hours": "1200.00",
        "evenings": "40",
        "weekend_days": "20",
        "holiday_days": "60",
        "youth_projects": "6",
        "project_participants": "30",
        "outreach_sessions": "25",
        "outreach_young": "50",
        "promeneurs_du_net": "true",
        "online_hours": "3.00",
        "parents": "30",
        "partners": "8",
    }
    return answers | changes


def financial(**changes: str) -> dict:
    """A balanced budget of 60 000 € whose post costs 36 000 €: the entitlement is 18 000 €."""
    answers = psjeune().questionnaire("FINANCIAL", "ACTUAL").nil_document()
    answers |= {
        "account_60": "8000.00",
        "account_63a": "2000.00",
        "account_64": "48000.00",
        "account_86": "2000.00",
        "account_70623": "18000.00",
        "account_744": "40000.00",
        "account_87": "2000.00",
        "animator_cost": "36000.00",
    }
    return answers | changes


def findings(declaration_type: str, activity_data: dict, financial_data: dict, year: int = 2026) -> dict[str, Finding]:
    """The findings by code."""
    return {found.code: found for found in psjeune(year).check(declaration_type, activity_data, financial_data)}


def without(document: dict, *codes: str) -> dict:
    return {code: answer for code, answer in document.items() if code not in codes}
