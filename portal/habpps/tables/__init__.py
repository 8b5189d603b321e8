"""Rows of the screens, prepared once as plain strings."""
