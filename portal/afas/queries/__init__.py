"""Scoped reads of AFAS."""
