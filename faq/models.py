"""Questions that families ask, and our answers."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from njcmo_site.editing.anchors import refuse_broken_links
from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual
from services.models import Topic
from services.models.editions import Draft, Edition
from services.validators import numbers_by_name


class Question(Bilingual, Draft):
    former_anchors: list[str]  # of one that families read

    address_columns = ("anchor",)

    class Category(models.TextChoices):
        """In the order of the page."""

        ABOUT = "about", _("About occupational therapy")
        GETTING_STARTED = "getting-started", _("Getting started")
        SCHOOL = "school", _("At school and at home")
        CONDITIONS = "conditions", _("Autism, ADHD and the senses")
        BEHAVIOR = "behavior", _("Behavior and feelings")
        SPEECH_AND_MOVEMENT = "speech-and-movement", _("Speaking, eating and moving")
        COST = "cost", _("Costs and insurance")

    category = models.CharField("category", max_length=20, choices=Category)
    topic = models.ForeignKey(
        Topic,
        verbose_name="page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        help_text="The page on which the question stands as well.",
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    anchor = models.SlugField(
        "anchor",
        unique=True,
        help_text="What stands after #q- in a link to this answer. When it changes, the old one"
        " leads here.",
    )
    question = models.CharField("question", max_length=200)
    answer = RichTextField("answer", validators=[numbers_by_name])
    words_changed_on = models.DateField(
        "words last changed", default=timezone.localdate, editable=False
    )

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "question"
        verbose_name_plural = "questions"

    def __str__(self):
        return self.question or self.anchor

    def get_absolute_url(self):
        return f"{reverse('faq:questions')}#q-{self.anchor}"

    def clean(self):
        refuse_broken_links(self, "anchor", "topic_id")

    def anchored_addresses(self) -> set[str]:
        """On the page of all questions, and on that of its topic."""
        pages = [reverse("faq:questions"), *([self.topic.get_absolute_url()] if self.topic else [])]
        return {f"{page}#q-{self.anchor}" for page in pages}

    @property
    def place(self) -> str:
        return f"question “{self}”"

    def words_changed(self, on: date | None = None) -> None:
        self.words_changed_on = on or timezone.localdate()
        self.save(update_fields=["words_changed_on"])


class QuestionEdition(Edition):
    draft = models.ForeignKey(
        Question, verbose_name="question", on_delete=models.CASCADE, related_name="editions"
    )

    class Meta(Edition.Meta):
        verbose_name = "edition of a question"
        verbose_name_plural = "editions of questions"
