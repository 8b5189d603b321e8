"""The partner's screens. A half is named « activite » or « finances » in its address."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .presenters.states import KINDS
from .views import partner, partner_acts, partner_entry, partner_recap, partner_receipts


class HalfConverter(StringConverter):
    """The address says « activite », the view receives `PartKind.ACTIVITY`."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        return {kind: slug for slug, kind in KINDS.items()}.get(value, value)


register_converter(HalfConverter, "half")

urlpatterns = [
    path("", partner.home, name="home"),
    path("declarations/", partner.declarations, name="declarations"),
    path("declarations/<slug:public_id>/", partner.declaration, name="declaration"),
    path("declarations/<slug:public_id>/saisie/<half:kind>/", partner_entry.entry, name="entry"),
    path("declarations/<slug:public_id>/saisie/<half:kind>/auto", partner_entry.autosave, name="autosave"),
    path("declarations/<slug:public_id>/reprendre/<half:kind>/", partner_acts.reopen, name="reopen"),
    path("declarations/<slug:public_id>/renvoyer/<half:kind>/", partner_acts.send_back, name="send_back"),
    path("declarations/<slug:public_id>/recapitulatif/", partner_recap.recap, name="recap"),
    path("declarations/<slug:public_id>/versions/<int:version>/", partner_receipts.version, name="version"),
    path("declarations/<slug:public_id>/versions/<int:version>/accuse/", partner_receipts.receipt, name="receipt"),
    path("declarations/<slug:public_id>/versions/<int:version>/accuse.pdf", partner_receipts.pdf, name="receipt_pdf"),
]
