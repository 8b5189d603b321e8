"""People with a second factor, and what their application or their recovery sheet would show."""

from datetime import datetime

import pyotp

from portal.accounts.models import Authenticator, RecoveryCodes, User
from portal.accounts.second_factor import codes
from portal.base import clock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(instant: datetime, secret: str = SECRET) -> str:
    """What the application shows at that instant."""
    return pyotp.TOTP(secret).at(instant)


def application_of(user: User, secret: str = SECRET) -> Authenticator:
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.APPLICATION,
        secret=codes.encrypt(secret),
        last_step=0,
        created_at=clock.now(),
    )


def passkey_of(user: User, name: str = "Téléphone") -> Authenticator:
    """One that answers nothing: for lists."""
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.PASSKEY,
        name=name,
        credential=b"\0",
        sign_count=0,
        created_at=clock.now(),
    )


def recovery_codes_of(user: User) -> list[str]:
    """The ten codes in clear."""
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    RecoveryCodes.objects.create(user=user, salt=salt, hashes=[codes.hash_recovery_code(code, salt) for code in fresh])
    return fresh
