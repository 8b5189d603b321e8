from django.apps import AppConfig


class AfasConfig(AppConfig):
    name = "portal.afas"
    label = "afas"
