"""Addresses that come from a browser and to which the portal sends people back."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_own_path(url: str | None) -> bool:
    """Whether an address is a path of the portal: no scheme, no host, nothing that a browser would read as one."""
    return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
