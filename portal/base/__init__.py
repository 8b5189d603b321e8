"""What every room uses: the day, public identifiers, one-time keys, immutable rows, read-only GETs.

Knows nothing of the domain; every other room may import it.
"""
