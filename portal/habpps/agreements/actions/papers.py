"""The papers attached to a convention: added, withdrawn, never replaced."""

from __future__ import annotations

import hashlib

from django.db import transaction

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.events import DOCUMENT_ADDED, DOCUMENT_WITHDRAWN
from portal.habpps.grants.actions.locking import lock_agreement
from portal.habpps.models import Agreement, Document, DocumentContent
from portal.habpps.permissions import RECORD_AGREEMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from ..rules.papers import clean_title, why_not_attached


@transaction.atomic
def add_document(*, actor: Actor, agreement: Agreement, kind: str, title: str, content: bytes, name: str) -> Document:
    """Attaches a PDF, whatever the convention's state: papers also arrive after its end.

    `kind`: a `Document.Kind`; `name`: the file's, which gives the title when `title` is empty.
    Raises ActionError: "file" (not a whole, open PDF of 5 MB at most, or attached already), "kind".
    """
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    if kind not in Document.Kind.values:
        raise ActionError({"kind": ["Choisissez la nature de la pièce."]})
    if why_not := why_not_attached(name, content):
        raise ActionError({"file": [why_not]})
    sha256 = hashlib.sha256(content).hexdigest()
    same = agreement.documents.filter(sha256=sha256, withdrawn_at=None).first()
    if same is not None:
        raise ActionError({"file": [f"Ce fichier est déjà joint à la convention : «\u00a0{same.title}\u00a0»."]})
    document = agreement.documents.create(
        kind=kind,
        title=clean_title(title, name),
        size=len(content),
        sha256=sha256,
        added_by=actor.user,
        added_at=clock.now(),
    )
    DocumentContent.objects.create(document=document, content=content)
    _record(DOCUMENT_ADDED, actor, document, sha256=sha256)
    return document


@transaction.atomic
def withdraw_document(*, actor: Actor, document: Document, reason: str) -> Document:
    """Takes a paper out of reach; it stays in the history. On one already withdrawn, nothing.

    Raises ActionError "reason"; Refused when an avenant rests on it.
    """
    require(actor, RECORD_AGREEMENT, document.agreement)
    actor, _ = lock_agreement(actor, document.agreement, RECORD_AGREEMENT)
    document = Document.objects.select_related("agreement").get(pk=document.pk)
    if document.withdrawn_at is not None:
        return document
    if not reason.strip():
        raise ActionError({"reason": ["Dites pourquoi cette pièce est retirée."]})
    if document.agreement.amendments.filter(document=document).exists():
        raise Refused(
            Decision(False, "Cette pièce est l'avenant signé : elle ne peut pas être retirée.", None, RECORD_AGREEMENT)
        )
    document.withdrawn_at = clock.now()
    document.save(update_fields=["withdrawn_at"])
    _record(DOCUMENT_WITHDRAWN, actor, document, reason=reason.strip())
    return document


def _record(kind: EventKind, actor: Actor, document: Document, **facts: str) -> None:
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=document.agreement.caf_id,
        agreement_id=document.agreement_id,
        about=("habpps.document", document.pk),
        nature=Document.Kind(document.kind).label,
        **facts,
    )
