"""Shows the demonstration's accounts, given as JSON on standard input, as a table."""

import json
import sys

COLUMNS = {"role": "Rôle", "partner": "Organisme", "identifier": "Identifiant", "password": "Mot de passe"}

rows = [COLUMNS, *json.load(sys.stdin)]
widths = {name: max(len(str(row.get(name) or "")) for row in rows) for name in COLUMNS}
for number, row in enumerate(rows):
    print("  ".join(str(row.get(name) or "").ljust(widths[name]) for name in COLUMNS).rstrip())
    if number == 0:
        print("  ".join("─" * width for width in widths.values()))
