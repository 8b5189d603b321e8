from portal.journal import SECURITY, Kind, declare

declare(
    Kind(
        "habpps.refused",
        SECURITY,
        "s'est vu refuser « {permission} » ({method} {route})",
        ("permission", "method", "route"),
    ),
)
