"""Tests: an engine chosen by DATABASE_URL (SQLite in memory without it), a fast hash, demo pages on."""

from .base import *
from .base import INSTALLED_APPS, database, env

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
