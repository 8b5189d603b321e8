"""What may be attached to a convention: a whole, readable PDF of at most 5 MB (norm 12)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MEGABYTE = 1_000_000
MOST_BYTES = 5 * MEGABYTE
LONGEST = 150

MAGIC = re.compile(rb"%PDF-[12]\.\d")
END, TAIL = b"%%EOF", 1024  # a PDF ends with its mark; some tools write a line or two after it
# The dictionary that names the encryption is itself never encrypted nor compressed.
ENCRYPTED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R\b)")


def why_not_attached(name: str, content: bytes) -> str:
    """French: what is wrong with the file and what to do; empty when nothing is. `name`: as the browser gave it."""
    if not content:
        return "Ce fichier est vide. Vérifiez-le, puis joignez-le de nouveau."
    if len(content) > MOST_BYTES:
        return too_big(len(content))
    if not name.lower().rstrip().endswith(".pdf"):
        return "Joignez un fichier PDF, dont le nom se termine par «\u00a0.pdf\u00a0»."
    if not MAGIC.match(content):
        return "Ce fichier porte l'extension .pdf, mais son contenu n'est pas un PDF. Exportez-le en PDF."
    if END not in content[-TAIL:]:
        return "Ce PDF est incomplet : son envoi ou sa copie a été interrompu. Joignez de nouveau le fichier entier."
    if ENCRYPTED.search(content):
        return "Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis joignez-le."
    return ""


def too_big(size: int) -> str:
    shown = f"{Decimal(size) / MEGABYTE:.1f}".replace(".", ",")
    return f"Ce fichier pèse {shown}\u00a0Mo : il doit peser au plus 5\u00a0Mo. Numérisez-le en qualité moindre."


def clean_title(title: str, name: str) -> str:
    """The title, or when it is empty the file's name without folder and extension: one printable line, at most 150
    characters."""
    text = title.strip() or re.sub(r"\.pdf\s*$", "", re.split(r"[/\\]", name)[-1], flags=re.IGNORECASE)
    # Control and format characters (right-to-left overrides among them) can make a name read as another.
    shown = "".join(
        " " if unicodedata.category(each)[0] in "CZ" else each for each in unicodedata.normalize("NFC", text)
    )
    return " ".join(shown.split())[:LONGEST].strip() or "Document"
