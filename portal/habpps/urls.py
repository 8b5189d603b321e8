from django.urls import include, path

app_name = "habpps"
urlpatterns = [
    path("", include("portal.habpps.screens.picker.urls")),
    path("", include("portal.habpps.partners.urls")),
    path("", include("portal.habpps.agreements.urls")),
    path("", include("portal.habpps.proposals.urls")),
    path("", include("portal.habpps.people.urls")),
    path("", include("portal.habpps.names.urls")),
    path("", include("portal.habpps.imports.urls")),
    path("", include("portal.habpps.grants.urls")),
    path("", include("portal.habpps.assignments.urls")),
    path("", include("portal.habpps.measures.urls")),
    path("", include("portal.habpps.amendments.urls")),
    path("", include("portal.habpps.officials.urls")),
    path("", include("portal.habpps.belonging.urls")),
    path("", include("portal.habpps.oversight.urls")),
]
