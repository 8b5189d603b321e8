from django.urls import path

from .views import decisions, files

urlpatterns = [
    path("caf/a-traiter/", files.inbox_page, name="caf_inbox"),
    path("caf/avancement/", files.progress_page, name="caf_progress"),
    path("caf/dossiers/<slug:public_id>/", files.file_page, name="caf_file"),
    path("caf/dossiers/<slug:public_id>/prise-en-charge/", files.take, name="caf_take"),
    path("caf/dossiers/<slug:public_id>/validation/", decisions.validate, name="caf_validate"),
    path("caf/dossiers/<slug:public_id>/retour/", decisions.return_for_correction, name="caf_return"),
]
