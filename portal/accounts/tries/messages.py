"""What people read when their try came too soon."""

import math
from datetime import timedelta


def wait_message(wait: timedelta) -> str:
    minutes = math.ceil(wait.total_seconds() / 60)
    return f"Trop d'essais se sont suivis. Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis recommencez."
