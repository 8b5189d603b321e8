"""Every address of the portal, read from the URLconf itself."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_name() -> list[str]:
    """Full names (« namespace:name »), in order; a pattern without a name is an error."""
    return sorted(set(_names(get_resolver().url_patterns, "")))


def _names(patterns: list, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            if pattern.name is None:
                raise AssertionError(f"an address without a name: {pattern.pattern}")
            yield f"{prefix}{pattern.name}"
