"""The papers attached to a convention.

pdf("avenant")    bytes of a small PDF, different for each text
DocumentFactory(agreement=agreement)    DocumentFactory(withdrawn=True)
MeasureFactory(agreement=agreement)     in force, over the whole convention
AmendmentFactory(agreement=agreement)   to be signed: somebody comes, nobody leaves
"""

import hashlib

import factory
from factory.django import DjangoModelFactory

from portal.base import clock
from portal.habpps.models import Amendment, Document, DocumentContent, Measure

from .habpps import AgreementFactory, person


def pdf(text: str = "") -> bytes:
    return f"%PDF-1.7\n% {text}\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".encode()


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document
        skip_postgeneration_save = True

    class Params:
        content = factory.LazyAttribute(lambda document: pdf(document.title))
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(clock.now))

    agreement = factory.SubFactory(AgreementFactory)
    kind = Document.Kind.AGREEMENT
    title = factory.Sequence(lambda n: f"Convention signée {n:04d}")
    size = factory.LazyAttribute(lambda document: len(document.content))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.content).hexdigest())
    added_by = factory.LazyFunction(person)
    added_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def bytes(self, create, extracted, **kwargs):
        if create:
            DocumentContent.objects.create(document=self, content=pdf(self.title))


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    kind = Measure.Kind.WITHDRAW_DELEGATION
    agreement = factory.SubFactory(AgreementFactory)
    reason = "Vérification en cours"
    taken_by = factory.LazyFunction(person)
    taken_at = factory.LazyFunction(clock.now)


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = Amendment

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.LazyAttribute(lambda amendment: amendment.agreement.amendments.count() + 1)
    last_name, first_name = "Roy", "Camille"
    email = factory.Sequence(lambda n: f"arrivante{n}@association.example")
    effective_on = factory.LazyFunction(clock.today)
    requested_by = factory.LazyFunction(person)
    requested_at = factory.LazyFunction(clock.now)
