"""What families find at the address of what staff withdrew."""

from typing import TYPE_CHECKING

from django.db import models, transaction

from services.models.editions import Draft

if TYPE_CHECKING:
    from services.models.pages import Topic


class LeadsOn(Draft):
    """Something with an address of its own: withdrawn, it may lead on to a page."""

    leads_on_to = models.ForeignKey(
        "services.Topic",
        verbose_name="once withdrawn, leads on to",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="led_on_by_%(class)s",
    )

    class Meta:
        abstract = True

    def withdraw(self, leads_on_to: "Topic | None" = None) -> None:
        """Of what is withdrawn already it changes only where it leads."""
        with transaction.atomic():
            self.leads_on_to = leads_on_to
            self.save(update_fields=["leads_on_to"])
            super().withdraw()
