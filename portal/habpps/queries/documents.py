"""The papers of a convention."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from ..models import Agreement, Amendment, Document, DocumentContent


def documents_of(agreement: Agreement) -> list[Document]:
    """Those that can be downloaded, newest first, with who added them; `kept`: an avenant rests on it."""
    found = Document.objects.filter(agreement=agreement, withdrawn_at=None).select_related("added_by")
    found = found.annotate(kept=Exists(Amendment.objects.filter(document=OuterRef("pk"))))
    return list(found.order_by("-added_at", "-id"))


def content_of(document: Document) -> bytes:
    return bytes(DocumentContent.objects.get(pk=document.pk).content)
