from django.db import models

from .people import User


class PastName(models.Model):
    """What somebody was called until an instant: what they did before it is told under this name (`User.name_on`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_names")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    until = models.DateTimeField(help_text="From this instant on another name counts.")

    class Meta:
        ordering = ["until", "id"]
        indexes = [models.Index(fields=["user", "until"], name="past_name_of_user")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
