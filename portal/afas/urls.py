"""AFAS: the partner's screens and the Caf's."""

from django.urls import include, path

app_name = "afas"
urlpatterns = [
    path("", include("portal.afas.urls_partner")),
    path("", include("portal.afas.urls_caf")),
]
