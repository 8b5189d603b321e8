from django.db.models import QuerySet

from .models import Letter


def list_letters(recipient: str = "") -> QuerySet[Letter]:
    """Messages with their queue row, newest first. `recipient`: part of an address."""
    found = Letter.objects.select_related("email").filter(email__isnull=False)
    return found.filter(email__to__icontains=recipient.strip()) if recipient.strip() else found
