from django.urls import path

from . import views

urlpatterns = [
    path("activation/<str:key>/", views.activate, name="account_activate"),
]
