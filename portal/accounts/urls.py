from django.urls import path
from django.views.generic import TemplateView

skeleton = TemplateView.as_view(template_name="ui/base.html")

urlpatterns = [
    path("", skeleton, name="home"),
    path("connexion/", skeleton, name="account_login"),
    path("deconnexion/", skeleton, name="account_logout"),
    path("session/prolonger/", skeleton, name="session_extend"),
]
