from django.urls import include, path

from . import home

urlpatterns = [
    path("", home.show, name="home"),
    path("", include("portal.accounts.sign_in.urls")),
    path("", include("portal.accounts.sessions.urls")),
    path("", include("portal.accounts.lifecycle.urls")),
    path("", include("portal.accounts.passwords.urls")),
    path("", include("portal.accounts.my_account.urls")),
    path("", include("portal.accounts.second_factor.urls")),
]
