"""The part of a declaration is named « activite » or « finances » in its address."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views
from .tables.states import KINDS


class PartConverter(StringConverter):
    """The address says « activite », the view receives `PartKind.ACTIVITY`."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        return {kind: slug for slug, kind in KINDS.items()}.get(value, value)


register_converter(PartConverter, "part")

urlpatterns = [
    path("", views.home, name="home"),
    path("declarations/", views.declarations, name="declarations"),
    path("declarations/<slug:public_id>/", views.declaration, name="declaration"),
]
