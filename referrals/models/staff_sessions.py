"""Which sessions are whose."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models


class StaffSession(models.Model):
    """Whose a session is, so that those of one account are found without opening all.

    When it began and in which browser stands in the session itself, encrypted.
    """

    # Without constraints: a process of an older version deletes sessions and knows no rows here,
    # and a restore empties the accounts while who is signed in stands in no backup.
    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, db_constraint=False, primary_key=True
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="staff_sessions",
    )

    class Meta:
        verbose_name = "session"

    def __str__(self):
        return f"session of {self.account}"
