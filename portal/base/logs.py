"""Logs: one JSON object a line, with the request's id and without personal data."""

import re
import secrets
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
# A link's secret is part of its address.
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,}")


def hide_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: replaces e-mail addresses and whatever looks like a link's secret, in every value."""
    for key, value in event.items():
        if isinstance(value, str) and key != "request_id":
            event[key] = TOKEN.sub("[…]", EMAIL.sub("[adresse]", value))
    return event


def logging_settings(level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(["reference"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        hide_personal_data,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": shared, "processors": last}
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # No line for 404 and 403: their paths may name people or hold secrets. Refusals are in the journal.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
            # It logs each passkey.
            "fido2": {"handlers": ["nowhere"], "propagate": False},
            # It logs addresses of recipients.
            "post_office": {"handlers": ["nowhere"], "propagate": False},
        },
    }


class RequestIdMiddleware:
    """Give each request an id, which every log line and the response carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
