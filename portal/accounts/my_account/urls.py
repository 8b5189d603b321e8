from django.urls import path

from .views import account, details, personal_data, sessions

urlpatterns = [
    path("mon-compte/", account.details, name="account_details"),
    path("mon-compte/adresse-mail/", account.change_email, name="account_change_email"),
    path("mon-compte/coordonnees/", details.change_details, name="account_change_details"),
    path("mon-compte/connexions/", sessions.history, name="account_connections"),
    path("mon-compte/connexions/fermer-les-autres/", sessions.end_others, name="account_end_other_sessions"),
    path("mon-compte/connexions/<str:public_id>/fermer/", sessions.end_one, name="account_end_session"),
    path("mon-compte/donnees/", personal_data.data, name="account_data"),
    path("mon-compte/donnees/exporter/", personal_data.export, name="account_data_export"),
    path("adresse-mail/<str:key>/", account.confirm_email, name="account_email_confirm"),
]
