"""People with a second factor, and what their application or their recovery sheet would show."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value

from portal.accounts import codes
from portal.accounts.models import User
from portal.base import clock
from portal.base.ids import new_public_id

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(instant: datetime, secret: str = SECRET) -> str:
    """What the application shows at that instant."""
    return f"{hotp_value(secret, int(instant.timestamp()) // codes.STEP):06d}"


def totp_of(user: User, secret: str = SECRET) -> Authenticator:
    data = {"secret": codes.encrypt(secret), "last_step": 0, "public_id": new_public_id()}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data, created_at=clock.now())


def recovery_codes_of(user: User) -> list[str]:
    """The ten codes in clear."""
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    data = {"salt": salt, "hashes": [codes.hashed(code, salt) for code in fresh]}
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=data, created_at=clock.now())
    return fresh
