"""AFAS: the partner's screens and the Caf's. `declarations` comes first: it registers the converter `part`."""

from django.urls import include, path

app_name = "afas"
urlpatterns = [
    path("", include("portal.afas.declarations.urls")),
    path("", include("portal.afas.campaigns.urls")),
    path("", include("portal.afas.entry.urls")),
    path("", include("portal.afas.approval.urls")),
    path("", include("portal.afas.desk.urls")),
]
