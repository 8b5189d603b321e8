from django.urls import path

from . import views

urlpatterns = [
    path("session/prolonger/", views.extend, name="session_extend"),
    path("session/saisie-conservee/", views.kept_form, name="account_kept_form"),
]
