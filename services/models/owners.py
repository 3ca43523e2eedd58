"""Who looks after the pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from njcmo_site.one_row import OneRow


def person(label: str, help_text: str = "") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="+",
        help_text=help_text,
    )


class PageOwners(OneRow):
    """Who is told once a week which pages wait for a review. One row."""

    owner = person("owner", "Gets one e-mail a week while a page is overdue or waits for a review.")
    deputy = person("deputy", "Gets the same e-mail.")
    mailed_on = models.DateField("last told on", null=True, editable=False)
    tried_on = models.DateField("last tried on", null=True, editable=False)

    class Meta:
        verbose_name = "owners of the pages"
        verbose_name_plural = "owners of the pages"
        constraints = [models.CheckConstraint(name="page_owners_one_row", condition=Q(id=1))]

    def __str__(self):
        return "Owners of the pages"
