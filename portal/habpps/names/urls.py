from django.urls import path

from . import views

urlpatterns = [
    path("mon-compte/nom/", views.name, name="name"),
    path("mon-compte/nom/annuler", views.name_cancel, name="name_cancel"),
    path("noms/<public_id>/", views.name_decide, name="name_decide"),
]
