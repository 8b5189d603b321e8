"""Idempotent forms: a double click, the back button or a retry lead to one write and the same answer."""

import functools
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .models import Submission

FIELD = "_once"


def new_once_key() -> str:
    """A key for one displayed form; `once_field()` prints it as a hidden field."""
    return secrets.token_urlsafe(18)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A decorator for views whose POST redirects when it succeeds.

    The key, the change and the redirect are one transaction: a second POST with the same key waits for the
    first and gets its redirect. Any other response (errors in the form) rolls everything back.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        key = request.POST.get(FIELD, "")[:40]
        if request.method != "POST" or not key or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        user_id = request.user.pk
        try:
            with transaction.atomic():
                submission = Submission.objects.create(key=key, user_id=user_id, result="")
                response = view(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect):
                    submission.result = response.url
                    submission.save(update_fields=["result"])
                else:
                    transaction.set_rollback(True)
                return response
        except IntegrityError:
            first = Submission.objects.filter(key=key, user_id=user_id).first()
            if first is None:
                raise
            return HttpResponseRedirect(first.result)

    return wrapped
