from django import forms


class RecipientForm(forms.Form):
    destinataire = forms.CharField(
        label="Destinataire", help_text="Ce qui précède «\u00a0@\u00a0»", required=False, max_length=254
    )
