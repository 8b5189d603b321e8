"""One holder at a time for a recurring job, across processes and machines, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from . import clock
from .models import Lease


@contextmanager
def lease(name: str, *, seconds: int) -> Iterator[bool]:
    """Yield whether this process got the lease. It expires after `seconds`, in case its holder dies."""
    now = clock.now()
    until = now + timedelta(seconds=seconds)
    Lease.objects.get_or_create(name=name, defaults={"until": now - timedelta(seconds=1)})
    held = Lease.objects.filter(name=name, until__lt=now).update(until=until) == 1
    try:
        yield held
    finally:
        if held:
            Lease.objects.filter(name=name, until=until).update(until=clock.now() - timedelta(seconds=1))
