from django.urls import path

from . import views

urlpatterns = [
    path("invitations", views.invitations, name="invitations"),
    path("invitations/<public_id>/accepter", views.invitation_accept, name="invitation_accept"),
    path("invitations/<public_id>/refuser", views.invitation_refuse, name="invitation_refuse"),
    path("mes-droits/<public_id>/quitter", views.leave, name="leave"),
]
