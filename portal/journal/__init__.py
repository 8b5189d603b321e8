"""What happened: typed, append-only events whose rows are sealed into a chain.

`writer.log_event(kind, actor_id=…, …)` writes one event in the caller's transaction; `sealing.verify_journal()` proves
that nothing was changed, removed or inserted.
"""
