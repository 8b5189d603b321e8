from django.urls import path

from .views import mine, one

urlpatterns = [
    path("habilitations/<public_id>/modifier", one.grant_change, name="grant_change"),
    path("habilitations/<public_id>/supprimer", one.grant_end, name="grant_end"),
    path("mes-droits", mine.my_rights, name="my_rights"),
    path("organisation", mine.organisation, name="organisation"),
]
