"""What every installation shares; `demo`, `test` and `production` say what differs."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from portal.base.logs import logging_settings

env = environ.Env()

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env("PORTAL_VAR", default="") or ROOT / "var")

SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
DEMO = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "portal.base",
    "portal.catalogue",
    "portal.journal",
    "portal.mail",
    "portal.ui",
    "portal.accounts",
    "portal.habpps",
    "portal.afas",
    "portal.statistics",
    "post_office",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

# The read-only guard stands inside the session, whose upkeep (at most once a minute) is the one
# write that a GET may cause, and inside `RefusalMiddleware`, which records refusals (norm 10).
MIDDLEWARE = [
    "portal.base.logs.RequestIdMiddleware",
    "portal.base.middleware.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Safe with what a page holds: docs/decisions/0015-pages-are-compressed.md.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.base.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.SessionLifeMiddleware",
    # What they refuse is answered by a page that knows who is signed in: it has their way out.
    "portal.base.middleware.TypedTextMiddleware",
    # Before the redirects that repeat an address: the missing slash here, sign-in further in.
    "portal.base.middleware.NoEmailInAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.habpps.middleware.RefusalMiddleware",
    "portal.base.middleware.ReadOnlyMiddleware",
    "portal.accounts.middleware.SignInRequiredMiddleware",
    "portal.accounts.middleware.ForcedStepMiddleware",
    "portal.habpps.middleware.ActorMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "DIRS": sorted((ROOT / "portal").glob("*/*/jinja2")),
        "OPTIONS": {
            "environment": "portal.ui.jinja.environment",
            "context_processors": ["portal.ui.context.frame"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        # What REPLACE deletes goes by the triggers that keep immutable rows.
        "PRAGMA cache_size=-8000; PRAGMA mmap_size=0; PRAGMA recursive_triggers=ON;"
    ),
}
# Bounds on a statement and on an idle transaction: nobody waits for ever. Without JIT: it
# compiles a list's many subqueries for two seconds and more, and then runs them in tenths of one.
POSTGRESQL_OPTIONS = {
    "options": "-c statement_timeout=20s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s -c jit=off",
}


def database(url: str) -> dict:
    """Connection settings for a `sqlite:///…` or `postgres://…` address."""
    settings = environ.Env.db_url_config(url)
    sqlite = settings["ENGINE"].endswith("sqlite3")
    settings["OPTIONS"] = {**settings.get("OPTIONS", {}), **(SQLITE_OPTIONS if sqlite else POSTGRESQL_OPTIONS)}
    settings["CONN_MAX_AGE"] = 300
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.PortalBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# Second factor: authenticator application, passkey, recovery codes; never a code by mail (norm 4).
# Whether those whose role asks for one (Caf people, partners' administrators) must set one up before anything else.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)

# How many proxies in front have added to X-Forwarded-For the address of who asks; `production` reads it.
TRUSTED_PROXIES = 0
# Addresses behind which a whole organisation works (its way out to the Internet): delays go by identifier only there.
SIGN_IN_SHARED_ADDRESSES = env.list("SIGN_IN_SHARED_ADDRESSES", default=[])
# "lien": single-use activation link; "provisoire": identifier and provisional password in two mails.
ACTIVATION_MODE = env("ACTIVATION_MODE", default="lien")
ACTIVATION_HOURS = 24
SESSION_IDLE_MINUTES = 30
SESSION_WARNING_MINUTES = 25
SESSION_ABSOLUTE_HOURS = 12

# Argon2id, OWASP's parameters: 19 MiB, 2 passes, 1 lane.
PASSWORD_HASHERS = ["portal.accounts.passwords.hashers.PortalArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.validators.LengthValidator"},
    {"NAME": "portal.accounts.passwords.validators.GuessabilityValidator"},
]

SESSION_ENGINE = "portal.accounts.sessions.store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_HOURS * 3600
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.ui.views.csrf_failure"

# Browser -------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What the portal's pages may ask of the browser; copying and pasting are left as they are.
PERMISSIONS_POLICY = {
    "publickey-credentials-get": True,
    "publickey-credentials-create": True,
    **dict.fromkeys(
        (
            "accelerometer",
            "ambient-light-sensor",
            "attribution-reporting",
            "autoplay",
            "bluetooth",
            "browsing-topics",
            "camera",
            "compute-pressure",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "gamepad",
            "geolocation",
            "gyroscope",
            "hid",
            "identity-credentials-get",
            "idle-detection",
            "local-fonts",
            "magnetometer",
            "microphone",
            "midi",
            "otp-credentials",
            "payment",
            "picture-in-picture",
            "screen-wake-lock",
            "serial",
            "speaker-selection",
            "storage-access",
            "usb",
            "web-share",
            "window-management",
            "xr-spatial-tracking",
        ),
        False,
    ),
}
# A form of 2 MB is refused before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Forms refuse files above their own limits with a message; far above, the request is dropped before it fills a disk.
FILE_UPLOAD_HANDLERS = [
    "portal.base.uploads.QuotaHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail ----------------------------------------------------------------------------------------
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": env("MAIL_TRANSPORT", default="django.core.mail.backends.smtp.EmailBackend")},
    "MAX_RETRIES": 11,  # as many as the steps of mail/retries.py
    "MESSAGE_ID_ENABLED": True,
    "LOG_LEVEL": 1,
}
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Espace Partenaires <ne-pas-repondre@portail.example>")
PORTAL_ORIGIN = env("PORTAL_ORIGIN", default="http://127.0.0.1:8000")

LOGGING = logging_settings(env("LOG_LEVEL", default="INFO"))

# What is declared: folders of YAML, the portal's own first, then those of the instance.
CATALOGUE_FOLDERS = [ROOT / "portal" / "catalogue" / "data", *map(Path, env.list("CATALOGUE_FOLDERS", default=[]))]

# What an instance says of itself; see deploy/README.md.
INSTANCE = {
    "name": env("INSTANCE_NAME", default="Espace Partenaires"),
    "contact_email": env("INSTANCE_CONTACT", default="assistance@portail.example"),
    "contact_phone": env("INSTANCE_PHONE", default=""),
    "publisher": env("INSTANCE_PUBLISHER", default="[organisme qui met ce service en ligne]"),
    "publication_director": env("INSTANCE_DIRECTOR", default="[nom du directeur de la publication]"),
    "publisher_phone": env("INSTANCE_PUBLISHER_PHONE", default="[téléphone de l’éditeur]"),
    "host": env("INSTANCE_HOST", default="[nom et adresse de l’hébergeur]"),
    "host_phone": env("INSTANCE_HOST_PHONE", default="[téléphone de l’hébergeur]"),
    "accessibility_plan": env(
        "INSTANCE_ACCESSIBILITY_PLAN", default="[schéma pluriannuel et plan de l’année : texte ou adresse]"
    ),
    "dpo_email": env("INSTANCE_DPO", default="dpo@portail.example"),
    "logo": env("INSTANCE_LOGO", default=""),
}
