"""The pieces that the style guide shows, in every state. Fictional data; demonstration and tests only."""

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    return {}
