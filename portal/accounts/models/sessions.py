from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.module_loading import import_string


class Session(AbstractBaseSession):
    """Django's session, with what its owner is shown of it; nothing of it until somebody signs in.

    `started_at`, `seen_at` and the rest are copies of what the session holds, written by `SessionStore`.
    """

    user_id = models.BigIntegerField(null=True)
    public_id = models.CharField(max_length=12, blank=True, db_index=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, blank=True, help_text="« Firefox sous Windows »; no more than that.")

    objects = BaseSessionManager()

    class Meta:
        indexes = [models.Index(fields=["user_id"])]

    @classmethod
    def get_session_store_class(cls):
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
