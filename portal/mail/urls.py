from django.conf import settings
from django.urls import path

from . import views

urlpatterns: list = []

if settings.DEMO:
    urlpatterns = [
        path("demo/courriels", views.listing, name="demo_mails"),
        path("demo/courriels/modeles", views.examples, name="demo_mail_examples"),
        path("demo/courriels/modeles/<path:name>/mise-en-forme", views.example_html, name="demo_mail_example_html"),
        path("demo/courriels/modeles/<path:name>", views.example, name="demo_mail_example"),
        path("demo/courriels/<str:public_id>", views.reading, name="demo_mail"),
        path("demo/courriels/<str:public_id>/mise-en-forme", views.reading_html, name="demo_mail_html"),
    ]
