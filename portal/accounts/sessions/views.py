"""What keeps a session alive, and what was being sent when it ended."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from portal.base.urls import reverse

from . import kept_forms


@require_POST
def extend(request: HttpRequest) -> JsonResponse:
    """« Prolonger ma session », and the sign that somebody is typing; the middleware has already noted the activity."""
    return JsonResponse({"idle_seconds": settings.SESSION_IDLE_MINUTES * 60})


def kept_form(request: HttpRequest) -> HttpResponse:
    """The form that somebody sent just after their session had ended, for them to send again.

    204 for a script that asks to keep what is typed while the session is still open.
    """
    if request.method == "POST":
        return HttpResponse(status=204)
    form = kept_forms.find_kept(request.session, request.user.pk)
    if form is None or not form.sent:
        return HttpResponseRedirect(reverse("home"))
    return render(request, "accounts/sessions/kept_form.html", {"kept": form})
