"""A portal on line: everything that differs comes from the environment and has no default."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import database, env

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
PORTAL_ORIGIN = env("PORTAL_ORIGIN")
DATABASES = {"default": database(env("DATABASE_URL"))}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Who asks is the address that so many proxies in front have added last to X-Forwarded-For: by that of the proxy, failed
# sign-ins of one stranger would slow everybody down.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
# A thread waits for the last byte of each form: without a proxy that waits instead, a few slow senders stop everything.
if TRUSTED_PROXIES < 1:
    raise ImproperlyConfigured(
        "TRUSTED_PROXIES: the portal only runs behind a proxy, see deploy/README.md, « In front »."
    )
