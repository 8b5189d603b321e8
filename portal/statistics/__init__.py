"""What the figures say: an activity beside its Caf and the country; the Caf's campaigns.

Nothing is kept or shown that fewer than five partners made (`rules`).
"""
