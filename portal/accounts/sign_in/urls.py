from django.urls import path

from . import second_step, views

urlpatterns = [
    path("connexion/", views.sign_in, name="account_login"),
    path("connexion/second-facteur/", second_step.second_step, name="mfa_authenticate"),
    path("connexion/second-facteur/cle/", second_step.passkey_options, name="account_second_step_options"),
    path("deconnexion/", views.sign_out, name="account_logout"),
]
