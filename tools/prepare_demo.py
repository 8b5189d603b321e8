"""Migrations, data and accounts of the demonstration, in one go: starting Django three times would take longer.

Standard output is the accounts as JSON; all else goes to standard error. Asked twice at once (`make demo`, and
`make demo-accounts` in another window), the second waits for the first and finds its data.
"""

import fcntl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings
from django.core.management import call_command

django.setup()
with (settings.VAR / "prepare.lock").open("w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    call_command("load_demo", stdout=sys.stderr)
    call_command("demo_accounts")
