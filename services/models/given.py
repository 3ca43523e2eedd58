"""What this site was given to begin with."""

from django.db import models


class Given(models.Model):
    """One text or fact of the starter content, as this site was given it last.

    What still equals it was left alone by staff, so a later version may renew it.
    """

    key = models.CharField(max_length=250, unique=True)  # "section:…/autism/signs body_en"
    stored = models.CharField(max_length=12, blank=True)  # digest of it, as it was stored
    shipped = models.CharField(max_length=12, blank=True)  # and as it came; rich text is cleaned
    newer = models.TextField(blank=True)  # where staff wrote their own: what came then
    row = models.CharField(max_length=64, blank=True)  # of a key that names a row: its primary key

    class Meta:
        verbose_name = "text that the site was given"

    def __str__(self):
        return self.key
