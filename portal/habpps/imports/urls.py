from django.urls import path

from . import views

urlpatterns = [
    path("conventions/<public_id>/utilisateurs/importer", views.users_import, name="import"),
    path("conventions/<public_id>/utilisateurs/importer/modele.<extension>", views.import_model, name="import_model"),
    path("imports/<public_id>/", views.import_check, name="import_check"),
]
