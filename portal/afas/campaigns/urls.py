from django.urls import path

from .views import catalogue, openings, waiving

urlpatterns = [
    path("caf/ouvertures/", openings.openings, name="caf_openings"),
    path("caf/ouvertures/sans-objet/", waiving.waive_ticked, name="caf_waive_ticked"),
    path("caf/ouvertures/<slug:public_id>/", openings.open_for_activity, name="caf_open"),
    path("caf/catalogue/", catalogue.catalogue, name="caf_catalogue"),
    path("caf/dossiers/<slug:public_id>/sans-objet/", waiving.waive, name="caf_waive"),
    path("caf/dossiers/<slug:public_id>/retablissement/", waiving.restore, name="caf_restore"),
]
