from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portal.habpps.screens.forms import ExtendingForm

from .lines import Unreadable
from .spreadsheets import MOST_BYTES, read_lines


class ImportForm(forms.Form):
    """A spreadsheet; cleans to its lines. Its name is `name`."""

    file = forms.FileField(
        label="Fichier à importer",
        help_text="CSV, ODS ou XLSX, 1\u00a0Mo et 1\u00a0000 lignes au plus",
        widget=forms.FileInput(attrs={"accept": ".csv,.ods,.xlsx"}),
        error_messages={
            "required": "Joignez le fichier.",
            "missing": "Joignez le fichier.",
            "invalid": "Joignez le fichier.",
            "empty": "Ce fichier est vide.",
        },
    )
    name = ""

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        self.name = file.name or ""
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 1\u00a0Mo : envoyez-le en plusieurs fois.")
        try:
            return read_lines(self.name, file.read())
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from None


class ImportConfirmForm(ExtendingForm):
    """The buttons are the answer; the box is there where a line names somebody like a person of the convention."""

    somebody_else = forms.BooleanField(label="Les personnes signalées sont d'autres personnes", required=False)
