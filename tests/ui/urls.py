"""The pages of this room alone, and a few names that the frame links to."""

from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse("ok")


def fails(request):
    raise RuntimeError("unexpected")


urlpatterns = [
    path("", page, name="home"),
    path("conventions/", page, name="agreements"),
    path("conventions/nouvelle", page, name="new_agreement"),
    path("session/prolonger", page, name="session_extend"),
    path("panne", fails),
    path("", include("portal.ui.urls")),
]
handler400 = "portal.ui.views.bad_request"
handler403 = "portal.ui.views.permission_denied"
handler404 = "portal.ui.views.page_not_found"
handler500 = "portal.ui.views.server_error"
