"""What the journal keeps of accounts that nobody uses."""

from portal.journal import BUSINESS, Kind, declare

declare(
    Kind("accounts.dormant_notice", BUSINESS, "a averti d'une inutilisation de deux ans"),
    Kind("accounts.anonymised", BUSINESS, "a anonymisé le compte"),
)
