from django.apps import AppConfig

from portal.base.discovery import load_everywhere


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"

    def ready(self) -> None:
        """Every room's mails: their examples, and which texts must not be kept."""
        load_everywhere("mails")
