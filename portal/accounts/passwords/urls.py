from django.urls import path

from . import views

urlpatterns = [
    path("mot-de-passe/oublie/", views.forgotten, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", views.forgotten_done, name="account_reset_password_done"),
    path("mot-de-passe/nouveau/<str:key>/", views.reset, name="account_reset_password_from_key"),
    path("mot-de-passe/choisir/", views.choose_password, name="account_choose_password"),
    path("mot-de-passe/modifier/", views.change_password, name="account_change_password"),
    path("mon-compte/second-facteur/confirmer/", views.confirm, name="account_factors_confirm"),
]
