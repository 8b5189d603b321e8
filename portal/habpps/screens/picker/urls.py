from django.urls import path

from .views import person_options

urlpatterns = [path("conventions/<public_id>/personnes/<among>", person_options, name="person_options")]
