"""The editions of a card, and their reviews."""

from django.db import models

from services.models.cards import Card
from services.models.reviewed_editions import ReviewedEdition
from services.models.reviews import Review


class CardEdition(ReviewedEdition):
    draft = models.ForeignKey(
        Card, verbose_name="card", on_delete=models.CASCADE, related_name="editions"
    )

    class Meta(ReviewedEdition.Meta):
        verbose_name = "edition of a card"
        verbose_name_plural = "editions of cards"


class CardReview(Review):
    edition = models.ForeignKey(
        CardEdition, verbose_name="edition", on_delete=models.CASCADE, related_name="reviews"
    )

    class Meta(Review.Meta):
        verbose_name = "review of a card"
        verbose_name_plural = "reviews of cards"
