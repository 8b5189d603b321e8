"""Idempotent forms: a double click, the back button or a retry lead to one write and the same answer."""

import functools
import hashlib
import json
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .models import Submission

FIELD = "_once"
CSRF = "csrfmiddlewaretoken"  # masked anew in each page


def new_once_key() -> str:
    """A key for one displayed form; `once_field()` prints it as a hidden field."""
    return secrets.token_urlsafe(18)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A decorator for views whose POST redirects when it succeeds.

    The key, the change and the redirect are one transaction: a second POST with the same key, to the same address and
    with the same values, waits for the first and gets its redirect. Other values are another submission: somebody who
    stopped the page and corrected the form means what they send now. Any other response (errors in the form) rolls
    everything back.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(FIELD) or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        key, user_id = _digest(request), request.user.pk
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


def _digest(request: HttpRequest) -> str:
    """40 characters that name the key, the address and all that was sent; nothing of it can be read from them, as the
    key is random and kept nowhere."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != CSRF)
    found = hashlib.sha256(json.dumps([request.get_full_path(), fields]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(f"\0{name}\0{file.name}\0".encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()[:40]
