"""Passkeys (WebAuthn): what is asked of the browser, and whether what comes back is right."""

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.accounts.models import Authenticator, User

Json = dict[str, Any]
# Session key of the question that was asked: it serves for one answer.
QUESTION = "passkey_question"


class WrongPasskey(Exception):
    """The browser's answer does not prove a known key, or does not answer the question that was asked."""


def host_name(request: HttpRequest) -> str:
    """The name by which the portal was asked, without a port: a passkey is bound to it."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def are_possible(host: str) -> bool:
    """Browsers make no passkey for a numeric address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=settings.INSTANCE["name"]))


def _credentials(passkeys: Iterable[Authenticator]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(each.credential or b"")) for each in passkeys]


def registration_options(user: User, known: Iterable[Authenticator], host: str) -> tuple[Json, Json]:
    """Options for `navigator.credentials.create`, and the state to keep for checking the answer."""
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.public_id.encode(), name=user.username, display_name=user.get_full_name()
        ),
        credentials=_credentials(known),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def verify_registration(state: Json | None, answer: Json, host: str) -> bytes:
    """The new key's attested credential data. Raises `WrongPasskey`."""
    try:
        registered = _server(host).register_complete(state or {}, answer)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongPasskey from error
    if registered.credential_data is None:
        raise WrongPasskey
    return bytes(registered.credential_data)


def authentication_options(known: Iterable[Authenticator], host: str) -> tuple[Json, Json]:
    """Options for `navigator.credentials.get`, and the state to keep for checking the answer."""
    options, state = _server(host).authenticate_begin(
        credentials=_credentials(known), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), state


def verify_authentication(
    known: list[Authenticator], state: Json | None, answer: Json, host: str
) -> tuple[Authenticator, int]:
    """The key that answered, and its count of uses (0 for keys that do not count). Raises `WrongPasskey`."""
    credentials = _credentials(known)
    by_id = {data.credential_id: each for data, each in zip(credentials, known, strict=True)}
    try:
        _server(host).authenticate_complete(state or {}, credentials, answer)
        given = AuthenticationResponse.from_dict(answer)
        return by_id[given.raw_id], given.response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongPasskey from error
