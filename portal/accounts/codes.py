"""The figures of a second factor: codes of an authenticator application (RFC 6238), recovery codes. Pure.

Written beside allauth's own because its « used already » lives in one process's memory, and ours in the database.
"""

import base64
import hmac
import re
import secrets
from datetime import datetime

from allauth.mfa.totp.internal.auth import hotp_value
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

STEP = 30  # seconds
DIGITS = 6
TOLERATED_STEPS = 1  # a clock that is up to 30 seconds fast or slow
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
RECOVERY_LENGTH = 12  # 58 bits, hashed as a password is


def typed_code(text: str) -> str:
    """What was typed without spaces and hyphens, in lower case."""
    return re.sub(r"[\s-]", "", text).lower()


def is_recovery(text: str) -> bool:
    """Whether what was typed is as long as a recovery code."""
    return len(typed_code(text)) == RECOVERY_LENGTH


def new_secret() -> str:
    """160 bits in base 32, as applications expect them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def matching_step(secret: str, typed: str, now: datetime, after: int) -> int | None:
    """The 30-second step whose code was typed, if it is a present one and later than `after`: a code counts once."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed):
        return None
    present = int(now.timestamp()) // STEP
    found = None
    for step in range(present - TOLERATED_STEPS, present + TOLERATED_STEPS + 1):
        if hmac.compare_digest(f"{hotp_value(secret, step):0{DIGITS}d}", typed) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """« k7mw-q3rt-9pds »: ten of them, easy to read aloud."""
    plain = ["".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in plain]


def new_salt() -> str:
    return secrets.token_hex(16)


def hashed(code: str, salt: str) -> str:
    """As a password is; the codes of one set share their salt, so that looking one up costs one hash."""
    return make_password(typed_code(code), salt=salt)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("portal.accounts.totp", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(secret: str) -> str:
    """An application's key as it is kept: worth nothing to who has the database without `SECRET_KEY`."""
    return _cipher().encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str:
    return _cipher().decrypt(kept.encode()).decode()
