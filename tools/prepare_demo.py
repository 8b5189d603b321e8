"""Migrations, data and accounts of the demonstration, in one go: starting Django three times would take longer.

Standard output is the accounts as JSON; all else goes to standard error.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0, stdout=sys.stderr)
call_command("load_demo", stdout=sys.stderr)
call_command("demo_accounts")
