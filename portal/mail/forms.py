from django import forms


class RecipientForm(forms.Form):
    destinataire = forms.CharField(label="Destinataire", required=False, max_length=254)
