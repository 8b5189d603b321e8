"""Fictional people and organisations: a demonstration that tells a whole story, and a country for measures.

Never installed in production. Knows every other room; none knows it.
"""
