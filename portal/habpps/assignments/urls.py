from django.urls import path

from .views import assignments, coverage

urlpatterns = [
    path("habilitations/", assignments.assignments, name="assignments"),
    path("habilitations/activites", coverage.coverage, name="coverage"),
    path("habilitations/habiliter", assignments.assign, name="assign"),
]
