from django.db import models


class Submission(models.Model):
    """A submitted form's one-time key and what it led to, so that the same key answers the same result."""

    key = models.CharField(max_length=40)
    user_id = models.BigIntegerField()
    result = models.CharField(max_length=500, help_text="Path to which the first submission redirected.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="submission_once")]
        indexes = [models.Index(fields=["at"])]


class Lease(models.Model):
    """Who may do a recurring job just now, whatever machine they run on."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()


class JobRun(models.Model):
    """The last run of each recurring job, whatever machine it ran on; `error` is the kind of failure, never its data."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0, help_text="How many rows it changed, mails it wrote…")
    error = models.CharField(max_length=80, blank=True)
