from django.db import models


class Submission(models.Model):
    """A submitted form's one-time key and its result, given again when the same key comes back (see `once`)."""

    key = models.CharField(max_length=40)
    user_id = models.BigIntegerField()
    result = models.CharField(max_length=500, help_text="Path to which the first submission redirected.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="submission_once")]
        indexes = [models.Index(fields=["at"])]


class Lease(models.Model):
    """A lock that expires by itself, shared by all machines."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()


class JobRun(models.Model):
    """The last run of each recurring job, on any machine. `error`: the exception's class name."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0, help_text="How many rows it changed, mails it wrote…")
    error = models.CharField(max_length=80, blank=True)
