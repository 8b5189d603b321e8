"""Messages that leave: written in the caller's transaction, sent after it by a worker, retried.

`queue(kind, to=…, context=…)` writes one; `manage.py run_worker` sends them.
"""


def queue(kind, **arguments):
    """Write one message; see `portal.mail.outbox.queue`."""
    from .outbox import queue as write  # models cannot be imported before the applications are ready

    return write(kind, **arguments)
