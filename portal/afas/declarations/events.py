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
    *(
        Kind(name, BUSINESS, f"{sentence} {{declared}} {{campaign}}", (*facts, "declared", "campaign"))
        for name, sentence, facts in (
            ("afas.part_entered", "a saisi des {part}", ("part",)),
            ("afas.part_provided", "a fourni les {part}", ("part",)),
            ("afas.part_reopened", "a repris en saisie les {part}", ("part",)),
            ("afas.part_sent_back", "a renvoyé à la saisie les {part}", ("part",)),
            ("afas.taken", "a pris en charge la version {version} de la déclaration", ("version",)),
            ("afas.validated", "a validé la version {version} de la déclaration", ("version",)),
        )
    ),
    Kind(
        "afas.transmitted",
        BUSINESS,
        "a transmis à la Caf la version {version} de la déclaration {declared} {campaign},"
        " accusé {receipt_number}, empreinte {sha256}",
        ("version", "declared", "campaign", "receipt_number", "sha256"),
    ),
    Kind(
        "afas.returned",
        BUSINESS,
        "a retourné pour correction la version {version} de la déclaration {declared} {campaign} : {parts}",
        ("version", "declared", "campaign", "parts"),
    ),
)
