"""What the journal keeps of avenants.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal import BUSINESS, Kind, declare

declare(
    Kind(
        "habpps.amendment_requested",
        BUSINESS,
        "a demandé l'avenant n°\u00a0{number}, à effet du {effective_on}",
        ("number", "effective_on"),
    ),
    Kind(
        "habpps.amendment_signed",
        BUSINESS,
        "a enregistré la signature de l'avenant n°\u00a0{number} : les droits changent le {changes_on}",
        ("number", "changes_on"),
    ),
    Kind("habpps.amendment_refused", BUSINESS, "a refusé l'avenant n°\u00a0{number}", ("number",)),
    Kind("habpps.amendment_cancelled", BUSINESS, "a annulé l'avenant n°\u00a0{number}", ("number",)),
)
