"""Codes of an authenticator application (TOTP, RFC 6238) and recovery codes. Pure."""

import base64
import re
import secrets
from datetime import datetime

import pyotp
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


def normalised_code(text: str) -> str:
    """Without spaces and hyphens, in lower case."""
    return re.sub(r"[\s-]", "", text).lower()


def is_recovery_code(text: str) -> bool:
    """Whether what was typed has the length of a recovery code."""
    return len(normalised_code(text)) == RECOVERY_LENGTH


def new_secret() -> str:
    """160 bits in base 32, as applications expect them."""
    return pyotp.random_base32()


def application_url(secret: str, username: str) -> str:
    """The `otpauth:` address by which an application takes the key over."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=settings.INSTANCE["name"])


def matching_step(secret: str, typed: str, now: datetime, after: int) -> int | None:
    """The 30-second step whose code was typed, if it is a current one and later than `after`: a code counts once.

    `TOTP.verify` does not say which step a right code belongs to.
    """
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed):
        return None
    present = int(now.timestamp()) // STEP
    steps = range(present - TOLERATED_STEPS, present + TOLERATED_STEPS + 1)
    matching = [step for step in steps if pyotp.HOTP(secret).verify(typed, step)]
    return max((step for step in matching if step > after), default=None)


def new_recovery_codes() -> list[str]:
    """Ten codes like « k7mw-q3rt-9pds », easy to read aloud."""
    plain = ["".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in plain]


def new_salt() -> str:
    return secrets.token_hex(16)


def hash_recovery_code(code: str, salt: str) -> str:
    """Like a password. The codes of one set share their salt, so that looking one up costs one hash."""
    return make_password(normalised_code(code), salt=salt)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("portal.accounts.totp", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(secret: str) -> str:
    """An application's key as it is kept: of no use to somebody who has the database without `SECRET_KEY`."""
    return _cipher().encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str:
    return _cipher().decrypt(kept.encode()).decode()
