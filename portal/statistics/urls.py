from django.urls import path

from . import views

app_name = "statistics"
urlpatterns = [
    path("", views.home, name="home"),
    path("activites/<slug:public_id>", views.activity, name="activity"),
    path("caf", views.caf, name="caf"),
    path("caf/<slug:public_id>", views.caf_campaigns, name="caf_campaigns"),
]
