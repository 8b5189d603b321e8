"""Names are django-allauth's where it has one, so that its other parts (second factor) find their way."""

from django.urls import path

from .views import account, connections, factors, home, links, personal, second_step, signing

urlpatterns = [
    path("", home.show, name="home"),
    path("connexion/", signing.sign_in, name="account_login"),
    path("connexion/second-facteur/", second_step.present, name="mfa_authenticate"),
    path("connexion/second-facteur/cle/", second_step.passkey_options, name="account_second_step_options"),
    path("deconnexion/", signing.sign_out, name="account_logout"),
    path("session/prolonger/", signing.extend, name="session_extend"),
    path("session/saisie-conservee/", signing.kept_form, name="account_kept_form"),
    path("activation/<str:key>/", links.activate, name="account_activate"),
    path("mot-de-passe/oublie/", links.forgotten, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", links.forgotten_done, name="account_reset_password_done"),
    path("mot-de-passe/nouveau/<str:key>/", links.reset, name="account_reset_password_from_key"),
    path("mot-de-passe/choisir/", account.choose_password, name="account_choose_password"),
    path("mot-de-passe/modifier/", account.change_password, name="account_change_password"),
    path("mon-compte/", account.details, name="account_details"),
    path("mon-compte/adresse-mail/", account.change_email, name="account_change_email"),
    path("mon-compte/coordonnees/", personal.change_details, name="account_change_details"),
    path("mon-compte/connexions/", connections.history, name="account_connections"),
    path("mon-compte/connexions/fermer-les-autres/", connections.end_others, name="account_end_other_sessions"),
    path("mon-compte/connexions/<str:public_id>/fermer/", connections.end_one, name="account_end_session"),
    path("mon-compte/donnees/", personal.data, name="account_data"),
    path("mon-compte/donnees/exporter/", personal.export, name="account_data_export"),
    path("mon-compte/second-facteur/", factors.overview, name="account_factors"),
    path("mon-compte/second-facteur/confirmer/", factors.confirm, name="account_factors_confirm"),
    path("mon-compte/second-facteur/application/", factors.add_totp, name="account_totp_add"),
    path("mon-compte/second-facteur/cle/", factors.add_passkey, name="account_passkey_add"),
    path("mon-compte/second-facteur/cle/options/", factors.passkey_options, name="account_passkey_options"),
    path("mon-compte/second-facteur/codes/", factors.renew_codes, name="account_recovery_codes"),
    path("mon-compte/second-facteur/<str:public_id>/retirer/", factors.remove, name="account_factor_remove"),
    path("adresse-mail/<str:key>/", links.confirm_email, name="account_email_confirm"),
]
