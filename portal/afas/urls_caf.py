"""The Caf's screens."""

from django.urls import path

from .views import caf, caf_decisions

urlpatterns = [
    path("caf/a-traiter/", caf.inbox_page, name="caf_inbox"),
    path("caf/avancement/", caf.progress_page, name="caf_progress"),
    path("caf/dossiers/<slug:public_id>/", caf.file_page, name="caf_file"),
    path("caf/dossiers/<slug:public_id>/prise-en-charge/", caf.take, name="caf_take"),
    path("caf/dossiers/<slug:public_id>/validation/", caf_decisions.validate, name="caf_validate"),
    path("caf/dossiers/<slug:public_id>/retour/", caf_decisions.return_for_correction, name="caf_return"),
]
