"""Mails: written in the caller's transaction, sent after it by a worker, retried.

`outbox.queue_mail(kind, to=…, context=…)` writes one; `manage.py run_worker` sends them.
"""
