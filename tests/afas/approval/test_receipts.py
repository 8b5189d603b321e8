"""The receipt: what the law asks, tagged, in French, and deaf to what people type."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.afas.approval.pdf import receipt_of, receipt_pdf
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def read(pdf):
    reader = PdfReader(BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def sent():
    return afas.transmitted(afas.declaration_of()).transmissions.get()


def test_it_says_what_the_law_asks(sent):
    """Reference, day and time, service with address, e-mail and telephone; who, what, digest, what follows."""
    declaration = sent.declaration
    caf, partner = declaration.caf, declaration.activity.agreement.partner
    _, text = read(receipt_pdf(sent))
    told = [sent.receipt_number, "heure de Paris", caf.name, caf.address, caf.email, caf.phone, partner.name]
    told += ["Prévisionnelle 2026", sent.transmitted_by.get_full_name(), "Et maintenant", "40 000,00 €", sent.sha256]
    told += [" ".join((partner.siret[:3], partner.siret[3:6], partner.siret[6:9], partner.siret[9:]))]
    text = text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u200b", "")
    for words in told:
        assert words in text, words


def test_it_is_tagged_titled_and_french(sent):
    """PDF/UA-1."""
    reader, _ = read(receipt_pdf(sent))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"Accusé de réception {sent.receipt_number}"
    assert "<pdfuaid:part>1" in root["/Metadata"].get_data().decode()


def test_what_people_type_is_never_code():
    """A name that looks like typst source is printed as it is."""
    name = '#panic("x") $1/0$ *gras* #read("/etc/passwd") \\ `"'
    partner = PartnerFactory(name=name)
    activity = ActivityFactory(agreement=AgreementFactory(partner=partner), name="#strong[Local]")
    sent = afas.transmitted(afas.declaration_of(activity)).transmissions.get()
    _, text = read(receipt_pdf(sent))
    assert '#panic("x") $1/0$ *gras*' in text
    assert "#strong[Local]" in text
    assert "root:" not in text


def test_it_reads_the_frozen_content_only(sent):
    """Printed again after the partner has changed its name, it is the same."""
    before = receipt_of(sent)
    partner = sent.declaration.activity.agreement.partner
    partner.name = "Autre nom"
    partner.save()
    sent.refresh_from_db()
    assert receipt_of(sent) == before


def test_late_is_written():
    sent = afas.transmitted(afas.declaration_of(late=True)).transmissions.get()
    assert receipt_of(sent).late.startswith("Transmise en retard\u00a0: elle était attendue jusqu’au ")
