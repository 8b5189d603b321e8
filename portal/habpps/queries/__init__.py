"""Scoped reads of HABPPS."""
