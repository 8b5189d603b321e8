"""Names are django-allauth's where it has one, so that its other parts (second factor) find their way."""

from django.urls import path

from .views import account, home, links, signing

urlpatterns = [
    path("", home.show, name="home"),
    path("connexion/", signing.sign_in, name="account_login"),
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
    path("mon-compte/connexions/<str:public_id>/fermer/", account.end_session, name="account_end_session"),
    path("adresse-mail/<str:key>/", links.confirm_email, name="account_email_confirm"),
]
