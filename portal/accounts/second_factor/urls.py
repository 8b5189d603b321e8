from django.urls import path

from . import views

urlpatterns = [
    path("mon-compte/second-facteur/", views.overview, name="account_factors"),
    path("mon-compte/second-facteur/application/", views.add_application, name="account_totp_add"),
    path("mon-compte/second-facteur/cle/", views.add_passkey, name="account_passkey_add"),
    path("mon-compte/second-facteur/cle/options/", views.passkey_options, name="account_passkey_options"),
    path("mon-compte/second-facteur/codes/", views.renew_codes, name="account_recovery_codes"),
    path("mon-compte/second-facteur/<str:public_id>/retirer/", views.remove, name="account_factor_remove"),
]
