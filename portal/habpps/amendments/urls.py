from django.urls import path

from . import views

urlpatterns = [
    path("conventions/<public_id>/avenants/", views.amendments, name="amendments"),
    path("conventions/<public_id>/avenants/demander", views.amendment_request, name="amendment_request"),
    path("avenants/<public_id>/", views.amendment, name="amendment"),
    path("avenants/<public_id>/pdf", views.amendment_pdf, name="amendment_pdf"),
    path("avenants/<public_id>/signer", views.amendment_sign, name="amendment_sign"),
    path("avenants/<public_id>/refuser", views.amendment_refuse, name="amendment_refuse"),
    path("avenants/<public_id>/annuler", views.amendment_cancel, name="amendment_cancel"),
]
