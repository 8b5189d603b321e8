"""What a server's worker does once before it answers anybody."""

from typing import Any

from django.template import engines
from django.urls import resolve


def warm_up() -> None:
    """Compile every template and load every address: the first person to open a page does not wait for it."""
    resolve("/")
    engine: Any = engines["jinja2"]
    for name in engine.env.list_templates():
        engine.env.get_template(name)
