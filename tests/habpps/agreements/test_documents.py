"""The papers of a convention: what is accepted, who reads, who writes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.papers import add_document, withdraw_document
from portal.habpps.agreements.rules.papers import MOST_BYTES, clean_title, why_not_attached
from portal.habpps.models import Amendment, Document
from portal.journal.models import Entry
from tests.factories.habpps import actor
from tests.factories.papers import DocumentFactory, pdf
from tests.net.reading import read, source

EXE = b"MZ\x90\x00" + b"\x00" * 60


def add(here, user=None, **typed) -> Document:
    values = {"kind": "CONTRACT", "title": "Contrat signé", "content": pdf("contrat"), "name": "contrat.pdf", **typed}
    return add_document(actor=actor(user or here.caf_admin), agreement=here.agreement, **values)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("contrat.pdf", b"", "vide"),
        ("contrat.pdf", EXE, "n'est pas un PDF"),
        ("contrat.exe", pdf(), "se termine par"),
        ("contrat.pdf.exe", pdf(), "se termine par"),
        ("contrat", pdf(), "se termine par"),
        ("contrat.pdf", b"<html>%PDF-1.4 %%EOF", "n'est pas un PDF"),
        ("contrat.pdf", pdf()[:40], "incomplet"),
        ("contrat.pdf", pdf() + b"\x00" * 2000, "incomplet"),
        ("contrat.pdf", pdf().replace(b"/Root", b"/Encrypt 5 0 R /Root"), "mot de passe"),
        ("contrat.pdf", pdf().replace(b"/Root", b"/Encrypt << /Filter /Standard >> /Root"), "mot de passe"),
        ("contrat.pdf", pdf("x" * MOST_BYTES), "5,0\u00a0Mo"),
    ],
)
def test_what_is_no_whole_open_pdf_is_refused(here, name, content, words):
    """The message says what is wrong; nothing is kept."""
    with pytest.raises(ActionError, match=words) as error:
        add(here, name=name, content=content)
    assert list(error.value.errors) == ["file"]
    assert not Document.objects.exists()
    assert not Entry.objects.filter(kind="habpps.document_added").exists()


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "dossier\\contrat.pdf", "é à.Pdf "])
def test_a_pdf_is_accepted_whatever_its_name(name):
    assert why_not_attached(name, pdf()) == ""
    assert why_not_attached(name, pdf() + b"\r\n") == ""


@pytest.mark.parametrize(
    ("title", "name", "shown"),
    [
        ("Contrat", "x.pdf", "Contrat"),
        ("", "contrat 2026.PDF", "contrat 2026"),
        ("", "C:\\Users\\moi\\contrat.pdf", "contrat"),
        ("", "../../etc/passwd.pdf", "passwd"),
        ("", ".pdf", "Document"),
        ("Con\u202etrat\r\nSet-Cookie: x", "x.pdf", "Con trat Set-Cookie: x"),
        ("x" * 200, "x.pdf", "x" * 150),
    ],
)
def test_titles_are_one_printable_line(title, name, shown):
    assert clean_title(title, name) == shown


def test_the_same_file_is_attached_once(here):
    """Once withdrawn, it can come back."""
    first = add(here)
    with pytest.raises(ActionError, match="déjà joint à la convention : «\u00a0Contrat signé\u00a0»"):
        add(here, title="Autre titre")
    withdraw_document(actor=actor(here.caf_admin), document=first, reason="Mauvaise version")
    assert add(here).pk != first.pk


def test_a_nature_is_one_of_the_list(here):
    with pytest.raises(ActionError) as error:
        add(here, kind="VIRUS")
    assert list(error.value.errors) == ["kind"]


def test_the_caf_administrator_attaches_a_paper(here):
    document = add(here)
    assert bytes(document.content.content) == pdf("contrat")
    assert (document.size, document.added_by) == (len(pdf("contrat")), here.caf_admin)
    entry = Entry.objects.get(kind="habpps.document_added")
    assert (entry.agreement_id, entry.facts["nature"]) == (here.agreement.pk, "Contrat de service")


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_writes(here, kind):
    document = DocumentFactory(agreement=here.agreement)
    with pytest.raises(Refused):
        add(here, getattr(here, kind))
    with pytest.raises(Refused):
        withdraw_document(actor=actor(getattr(here, kind)), document=document, reason="x")
    document.refresh_from_db()
    assert (Document.objects.count(), document.withdrawn_at) == (1, None)


def test_the_administrator_of_another_caf_does_not_write(here, elsewhere):
    with pytest.raises(Refused):
        add(here, elsewhere.caf_admin)
    assert not Document.objects.exists()


def test_withdrawing_demands_a_reason_and_is_done_once(here):
    document = DocumentFactory(agreement=here.agreement)
    who = actor(here.caf_admin)
    with pytest.raises(ActionError, match="Dites pourquoi"):
        withdraw_document(actor=who, document=document, reason=" ")
    for _ in range(2):
        withdraw_document(actor=who, document=document, reason="Page manquante")
    assert Entry.objects.get(kind="habpps.document_withdrawn").facts["reason"] == "Page manquante"


def signed_avenant(here) -> Document:
    document = DocumentFactory(agreement=here.agreement, kind="AMENDMENT")
    Amendment.objects.create(
        agreement=here.agreement,
        number=1,
        email="nouveau@exemple.fr",
        effective_on=here.agreement.opens_on,
        requested_by=here.admin,
        requested_at=document.added_at,
        document=document,
    )
    return document


def test_the_signed_avenant_stays(here):
    document = signed_avenant(here)
    with pytest.raises(Refused, match="avenant signé"):
        withdraw_document(actor=actor(here.caf_admin), document=document, reason="x")
    document.refresh_from_db()
    assert document.withdrawn_at is None


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_both_parties_download_a_paper(client, here, kind):
    """To save, never to show: attachment, no sniffing, sandbox, kept by no cache."""
    document = DocumentFactory(agreement=here.agreement, title="Convention « été »")
    client.force_login(getattr(here, kind))
    assert document.title in source(client.get(f"/conventions/{here.agreement.public_id}/"))
    answer = client.get(f"/pieces/{document.public_id}/")
    assert answer.content == pdf(document.title)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Convention%20")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin", "provider"])
def test_nobody_reads_the_papers_of_others(client, here, elsewhere, kind):
    document = DocumentFactory(agreement=elsewhere.agreement)
    client.force_login(getattr(here, kind))
    assert client.get(f"/pieces/{document.public_id}/").status_code == 404
    assert client.post(f"/pieces/{document.public_id}/retirer", {"reason": "x"}).status_code == 404


def test_a_withdrawn_paper_is_gone(client, here):
    document = DocumentFactory(agreement=here.agreement, withdrawn=True)
    client.force_login(here.caf_admin)
    assert client.get(f"/pieces/{document.public_id}/").status_code == 404
    assert document.title not in source(client.get(f"/conventions/{here.agreement.public_id}/"))


def send(client, here, content: bytes, name: str = "contrat.pdf", **typed):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    data = {"kind": "CONTRACT", "title": "Contrat signé", "file": file, **typed}
    return client.post(f"/conventions/{here.agreement.public_id}/pieces/joindre", data)


def test_a_paper_is_attached_on_screen(client, here):
    client.force_login(here.caf_admin)
    answer = send(client, here, pdf("contrat"))
    assert answer.status_code == 302
    page = read(client.get(answer.url))
    assert "est jointe" in page
    assert "Contrat signé" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Ce fichier est vide"), (EXE, "n&#39;est pas un PDF"), (b"%PDF-1.7" + b"0" * MOST_BYTES, "au plus 5")],
)
def test_a_refused_file_keeps_what_was_typed(client, here, content, words):
    client.force_login(here.caf_admin)
    answer = send(client, here, content)
    assert answer.status_code == 422
    page = source(answer)
    assert words in page
    assert 'value="Contrat signé"' in page
    assert not Document.objects.exists()


def test_a_form_without_a_file_says_so(client, here):
    client.force_login(here.caf_admin)
    answer = client.post(f"/conventions/{here.agreement.public_id}/pieces/joindre", {"kind": "CONTRACT"})
    assert (answer.status_code, "Joignez le fichier PDF." in read(answer)) == (422, True)


def test_a_paper_is_withdrawn_on_screen(client, here):
    document = DocumentFactory(agreement=here.agreement)
    client.force_login(here.caf_admin)
    assert client.post(f"/pieces/{document.public_id}/retirer", {"reason": ""}).status_code == 422
    answer = client.post(f"/pieces/{document.public_id}/retirer", {"reason": "Page manquante"})
    assert answer.url == f"/conventions/{here.agreement.public_id}/"
    document.refresh_from_db()
    assert document.withdrawn_at


def test_what_cannot_be_withdrawn_is_not_offered(client, here):
    kept, other = signed_avenant(here), DocumentFactory(agreement=here.agreement)
    client.force_login(here.caf_admin)
    page = source(client.get(f"/conventions/{here.agreement.public_id}/"))
    assert f"/pieces/{other.public_id}/retirer" in page
    assert f"/pieces/{kept.public_id}/retirer" not in page
    assert f"/pieces/{kept.public_id}/" in page
