from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.habpps.models import Document
from portal.habpps.rules.documents import MOST_BYTES, too_big

from .fields import UNKNOWN, text


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature de la pièce",
        choices=[("", "Choisissez"), *Document.Kind.choices],
        error_messages={**UNKNOWN, "required": "Choisissez la nature de la pièce."},
    )
    title = text("Intitulé", help_text="Sans intitulé, le nom du fichier est repris")
    file = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # the action says what to do about it
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text="PDF, 5\u00a0Mo au plus, sans mot de passe",
        error_messages={"required": "Joignez le fichier PDF.", "missing": "Joignez le fichier PDF."},
    )

    def clean_file(self) -> UploadedFile:
        """Before anything of a big file is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(too_big(file.size))
        return file


class WithdrawalForm(forms.Form):
    reason = text("Motif", "Dites pourquoi cette pièce est retirée.", longest=300)
