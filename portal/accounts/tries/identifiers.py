"""What people type to say who they are."""

import ipaddress

from django.utils.crypto import salted_hmac

from portal.accounts.models import User


def find_by_identifier(typed: str) -> User | None:
    """The account with this identifier or e-mail address, in any case; one query either way."""
    typed = typed.strip()
    if "@" in typed:
        return User.objects.with_email(typed).first()
    return User.objects.filter(username__lower=typed.lower()).first()


def fingerprint(typed: str, user: User | None) -> str:
    """HMAC of an identifier, 64 hexadecimal characters; the same whether the identifier or the e-mail address was typed."""
    text = user.username if user is not None else typed.strip()
    return salted_hmac("portal.accounts.identifier", text.casefold(), algorithm="sha256").hexdigest()


def address_fingerprint(address: str) -> str:
    """The same for a network address; an IPv6 subscriber holds a whole /64."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    network = ipaddress.ip_network((ip, 64), strict=False) if ip.version == 6 else ip
    return salted_hmac("portal.accounts.address", str(network), algorithm="sha256").hexdigest()
