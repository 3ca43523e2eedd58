"""What a card rests on."""

from django.db import models

from services.models.cards import Card
from services.models.citations import Citation


class CardSource(Citation):
    """Where what a card says can be checked."""

    card = models.ForeignKey(
        Card, verbose_name="card", on_delete=models.CASCADE, related_name="sources"
    )
