"""Thin: bind a form, call an action or a query, prepare the page."""
