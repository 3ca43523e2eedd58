"""The editions of a card."""

from django.db import models

from services.models.cards import Card
from services.models.editions import Edition


class CardEdition(Edition):
    draft = models.ForeignKey(
        Card, verbose_name="card", on_delete=models.CASCADE, related_name="editions"
    )

    class Meta(Edition.Meta):
        verbose_name = "edition of a card"
        verbose_name_plural = "editions of cards"
