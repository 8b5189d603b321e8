"""What the journal keeps of declarations. Reasons and figures stay with the declaration itself."""

from portal.journal import BUSINESS, Kind, declare

declare(
    Kind(
        "afas.campaign_opened",
        BUSINESS,
        "a ouvert la campagne {declaration_type} {fiscal_year} {period} du type {type_code}",
        ("type_code", "fiscal_year", "declaration_type", "period"),
    ),
    Kind("afas.declarations_opened", BUSINESS, "a ouvert {count} déclaration(s) de la campagne", ("count",)),
    Kind("afas.part_entered", BUSINESS, "a saisi des {part}", ("part",)),
    Kind("afas.part_provided", BUSINESS, "a fourni les {part}", ("part",)),
    Kind("afas.part_reopened", BUSINESS, "a repris les {part} en saisie", ("part",)),
    Kind("afas.part_sent_back", BUSINESS, "a renvoyé les {part} à la saisie", ("part",)),
    Kind(
        "afas.transmitted",
        BUSINESS,
        "a transmis la version {version} de la déclaration à la Caf (accusé {receipt_number}, empreinte {sha256})",
        ("version", "receipt_number", "sha256"),
    ),
    Kind("afas.taken", BUSINESS, "a pris en charge la version {version} de la déclaration", ("version",)),
    Kind(
        "afas.returned",
        BUSINESS,
        "a retourné la version {version} de la déclaration pour correction ({parts})",
        ("version", "parts"),
    ),
    Kind("afas.validated", BUSINESS, "a validé la version {version} de la déclaration", ("version",)),
)
