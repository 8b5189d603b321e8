from django.urls import include, path

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.ui.urls")),
    path("", include("portal.mail.urls")),
    path("", include("portal.habpps.urls")),
    path("aides-financieres/", include("portal.afas.urls")),
    path("statistiques/", include("portal.statistics.urls")),
]

handler400 = "portal.ui.views.bad_request"
handler403 = "portal.ui.views.permission_denied"
handler404 = "portal.ui.views.page_not_found"
handler500 = "portal.ui.views.server_error"
