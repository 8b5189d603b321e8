"""The address by which tries are counted, whatever form a proxy writes it in."""

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.test import RequestFactory

from portal.accounts.tries.network import client_address


def address(remote: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:443", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_a_port_and_brackets_are_left_out(settings, written, read):
    settings.TRUSTED_PROXIES = 1
    assert address("192.0.2.99", f"203.0.113.5, {written}") == read
    assert address(written) == read


def test_the_outermost_of_two_proxies_says_who_asks(settings):
    settings.TRUSTED_PROXIES = 2
    assert address("192.0.2.99", "203.0.113.5, 198.51.100.7, 192.0.2.1") == "198.51.100.7"


def test_a_request_that_came_past_the_proxies_counts_by_its_own_address(settings):
    settings.TRUSTED_PROXIES = 1
    assert address("192.0.2.99") == "192.0.2.99"


def test_fewer_addresses_than_proxies_is_a_wrong_setting(settings):
    settings.TRUSTED_PROXIES = 2
    with pytest.raises(ImproperlyConfigured):
        address("192.0.2.99", "203.0.113.5")


@pytest.mark.parametrize("written", ["", "unknown", "quelque part", "[2001:db8::1", "192.0.2"])
def test_what_is_no_address_is_refused(written):
    with pytest.raises(PermissionDenied):
        address(written)
