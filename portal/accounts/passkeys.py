"""Passkeys (WebAuthn): what is asked of the browser, and whether what comes back is right.

Kept in the form of `allauth.mfa`: the browser's own answer at registration.
"""

import ipaddress
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from .models import User

Json = dict[str, Any]


class WrongPasskey(Exception):
    """The browser's answer is not that of a known key to the question that was asked."""


def are_possible(host: str) -> bool:
    """A passkey is bound to a name: browsers make none for a numeric address."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=settings.INSTANCE["name"]))


def _data(kept: Authenticator) -> AttestedCredentialData:
    answer = RegistrationResponse.from_dict(kept.data["credential"])
    data = answer.response.attestation_object.auth_data.credential_data
    if data is None:
        raise WrongPasskey
    return data


def ask_registration(user: User, known: Iterable[Authenticator], host: str) -> tuple[Json, Json]:
    """Options for `navigator.credentials.create`, and what must be kept to check its answer."""
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.public_id.encode(), name=user.username, display_name=user.get_full_name()
        ),
        credentials=[_data(each) for each in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def check_registration(state: Json | None, answer: Json, host: str) -> None:
    """Raises `WrongPasskey`."""
    try:
        _server(host).register_complete(state or {}, answer)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongPasskey from error


def ask_presence(known: Iterable[Authenticator], host: str) -> tuple[Json, Json]:
    """Options for `navigator.credentials.get`, and what must be kept to check its answer."""
    options, state = _server(host).authenticate_begin(
        credentials=[_data(each) for each in known], user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), state


def check_presence(
    known: Iterable[Authenticator], state: Json | None, answer: Json, host: str
) -> tuple[Authenticator, int]:
    """The key that answered, and its count of uses (0 for keys that do not count). Raises `WrongPasskey`."""
    by_id = {_data(each).credential_id: each for each in known}
    try:
        _server(host).authenticate_complete(state or {}, [_data(each) for each in by_id.values()], answer)
        given = AuthenticationResponse.from_dict(answer)
        return by_id[given.raw_id], given.response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongPasskey from error
