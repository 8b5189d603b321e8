"""Tests: an engine chosen by DATABASE_URL (SQLite in memory without it), a fast hash, demo pages on."""

from .base import *
from .base import INSTALLED_APPS, TEMPLATES, database, env

SECRET_KEY = "tests"
DEMO = True
MFA_REQUIRED = False  # `tests/accounts` turns it on
INSTALLED_APPS = [*INSTALLED_APPS, "portal.demo"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database(env("DATABASE_URL", default="sqlite://:memory:"))}
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True


class UndefinedVariable(str):
    """A template that prints what its view did not give fails instead of printing nothing."""

    def __contains__(self, item: str) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


TEMPLATES[1]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
