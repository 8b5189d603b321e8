from django.urls import path

from .views import acts, recap, receipts

urlpatterns = [
    path("declarations/<slug:public_id>/reprendre/<part:kind>/", acts.reopen, name="reopen"),
    path("declarations/<slug:public_id>/renvoyer/<part:kind>/", acts.send_back, name="send_back"),
    path("declarations/<slug:public_id>/recapitulatif/", recap.recap, name="recap"),
    path("declarations/<slug:public_id>/versions/<int:version>/", receipts.version, name="version"),
    path("declarations/<slug:public_id>/versions/<int:version>/accuse/", receipts.receipt, name="receipt"),
    path("declarations/<slug:public_id>/versions/<int:version>/accuse.pdf", receipts.pdf, name="receipt_pdf"),
]
