from django.urls import path

from . import views

urlpatterns = [
    path("conventions/<public_id>/suspendre", views.agreement_suspend, name="agreement_suspend"),
    path("conventions/<public_id>/delegation/retirer", views.delegation_withdraw, name="delegation_withdraw"),
    path("utilisateurs/<public_id>/suspendre", views.membership_suspend, name="membership_suspend"),
    path("utilisateurs/<public_id>/mot-de-passe/imposer", views.password_force, name="password_force"),
    path("supervision/mesures/", views.measures, name="measures"),
    path("supervision/mesures/<public_id>/lever", views.measure_lift, name="measure_lift"),
]
