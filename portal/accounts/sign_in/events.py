"""What the journal keeps of signing in."""

from portal.journal import SECURITY, Kind, declare

declare(
    Kind("accounts.signed_in", SECURITY, "s'est connecté"),
)
