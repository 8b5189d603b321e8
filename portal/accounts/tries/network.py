"""The network address that a request comes from."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The network address by which tries are counted: behind proxies, the one that the outermost of them added.

    Raises `PermissionDenied` when there is none, `ImproperlyConfigured` when a proxy of `TRUSTED_PROXIES` adds none.
    """
    given = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For")
    if settings.TRUSTED_PROXIES and forwarded:
        addresses = forwarded.split(",")
        if len(addresses) < settings.TRUSTED_PROXIES:
            raise ImproperlyConfigured("TRUSTED_PROXIES counts more proxies than X-Forwarded-For holds addresses.")
        given = addresses[-settings.TRUSTED_PROXIES]
    address = _without_port(given.strip())
    if address is None:
        raise PermissionDenied("The request bears no network address.")
    return address


def _without_port(text: str) -> str | None:
    """Reads « 192.0.2.1:443 » and « [2001:db8::1]:443 » too; None when it is no address."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    try:
        return str(ipaddress.ip_address(urlsplit(f"//{text}").hostname or ""))
    except ValueError:
        return None
