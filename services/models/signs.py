"""The signs checklist: what can be ticked, and what to do and to ask afterwards.

Both languages of each text are always there, because the printed sheet shows both at once.
"""

from django.db import models
from django.db.models import F, Q

from njcmo_site.spanish.bilingual import Bilingual, in_both_languages
from services.models.ages import ChildAge, age_labels
from services.models.moments import Moment
from services.models.urgent import UrgentSign


class Sign(Bilingual):
    """One observation that a parent can tick. No wording is a test or names a condition.

    A sign of no moment stands under “Tell the doctor today”, at every age. The slug is part of
    addresses that families keep: it never changes.
    """

    slug = models.SlugField("short name", primary_key=True, editable=False)
    moment = models.ForeignKey(
        Moment,
        verbose_name="moment",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
    )
    order = models.PositiveSmallIntegerField("order", editable=False)
    ages = models.JSONField("ages", editable=False)  # ChildAge values
    topics = models.JSONField("pages", editable=False)  # addresses
    urgent = models.ForeignKey(
        UrgentSign,
        verbose_name="urgent sign that a tick raises",
        on_delete=models.PROTECT,
        to_field="name",
        null=True,
        editable=False,
    )
    text = models.CharField(
        "text",
        max_length=200,
        help_text="What somebody can see, compared with others of the same age; no period at the"
        " end. It names no condition.",
    )
    text_en: str  # a constraint asks for both
    text_es: str

    class Meta(Bilingual.Meta):
        ordering = [F("moment__order").asc(nulls_first=True), "order"]
        verbose_name = "sign of the checklist"
        verbose_name_plural = "signs of the checklist"
        constraints = [
            *Bilingual.Meta.constraints,
            models.CheckConstraint(
                name="sign_in_both_languages", condition=in_both_languages("text")
            ),
            models.UniqueConstraint(fields=["moment", "order"], name="sign_order_unique_in_moment"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(moment=None), name="sign_order_unique_for_today"
            ),
            models.CheckConstraint(
                name="sign_of_no_moment_is_urgent",
                condition=Q(moment__isnull=False) | Q(urgent__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text or self.slug

    @property
    def shown_ages(self) -> str:
        """The ages at which it is worth asking, for who left the age open; "" for every age."""
        return "" if len(self.ages) == len(ChildAge) else age_labels(self.ages)
