"""The demonstration: SQLite, plain HTTP on the loopback, mails held and readable in the portal."""

from .base import *
from .base import CONTENT_SECURITY_POLICY, INSTALLED_APPS, MIDDLEWARE, env

DEMO = True
# Said on the sign-in page: one try of the portal should not begin with a telephone. `MFA_REQUIRED=True make demo` does.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=False)
INSTALLED_APPS = [*INSTALLED_APPS, "portal.demo"]
SECRET_KEY = "demonstration only: this key protects nothing"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
PORTAL_ORIGIN = f"http://127.0.0.1:{env('PORT', default='8000')}"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
