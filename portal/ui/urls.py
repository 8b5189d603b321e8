from django.conf import settings
from django.urls import path

from . import guides, views

urlpatterns = [
    path("accessibilite", views.accessibility, name="accessibility"),
    path("mentions-legales", views.legal, name="legal"),
    path("donnees-personnelles", views.personal_data, name="personal_data"),
    path("plan-du-site", views.sitemap, name="sitemap"),
    path("contact", views.contact, name="contact"),
    path("aide/", guides.guide_list, name="guide"),
    path("aide/<slug:slug>", guides.guide_page, name="guide_page"),
    path("live", views.live, name="live"),
    path("ready", views.ready, name="ready"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/composants", views.components, name="style_guide"))
