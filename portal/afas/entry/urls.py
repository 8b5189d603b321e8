from django.urls import path

from . import views

urlpatterns = [
    path("declarations/<slug:public_id>/saisie/<part:kind>/", views.entry, name="entry"),
    path("declarations/<slug:public_id>/saisie/<part:kind>/auto", views.autosave, name="autosave"),
]
