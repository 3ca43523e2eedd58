"""The editions of a page, and their reviews."""

from django.db import models

from services.models.pages import Topic
from services.models.reviewed_editions import ReviewedEdition
from services.models.reviews import Review


class TopicEdition(ReviewedEdition):
    draft = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="editions"
    )

    class Meta(ReviewedEdition.Meta):
        verbose_name = "edition of a page"
        verbose_name_plural = "editions of pages"


class TopicReview(Review):
    edition = models.ForeignKey(
        TopicEdition, verbose_name="edition", on_delete=models.CASCADE, related_name="reviews"
    )

    class Meta(Review.Meta):
        verbose_name = "review of a page"
        verbose_name_plural = "reviews of pages"
