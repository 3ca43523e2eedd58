"""Editions that a clinician confirms."""

from typing import Any

from django.db import models

from services.models.editions import Edition


class ReviewedEdition(Edition):
    """Each kind has reviews, with a foreign key `edition` and related_name="reviews"."""

    reviews: Any

    small = models.BooleanField(
        "small correction",
        default=False,
        help_text="It changes no meaning: a typing error, a comma, a link that was broken.",
    )
    review_wanted = models.BooleanField("a review is asked for", default=False)

    class Meta(Edition.Meta):
        abstract = True
