"""The moments of a day that are hard, and what can be tried in each."""

from django.db import models
from django.urls import reverse

from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual
from services.models.ages import ChildAge
from services.models.pages import Topic
from services.models.photos import Photo
from services.models.pictures import Picture
from services.models.reviewed import Reviewed
from services.models.withdrawn import LeadsOn
from services.validators import numbers_by_name


class Card(Bilingual, LeadsOn, Reviewed):
    """A moment of the day in a parent’s words, and a card of what to try: on one sheet of paper.

    The home page shows the moments; each leads to its card.
    """

    parts = ("sources",)
    address_columns = ("slug",)

    slug = models.SlugField(
        "address",
        unique=True,
        help_text="The last word of the card’s address, such as “socks”. When it changes, the old"
        " one leads here.",
    )
    clock = models.TimeField("time of day", help_text="Cards stand in the order of the day.")
    say = models.CharField(
        "what a parent says",
        max_length=100,
        help_text="A sentence or two, with quotation marks. The home page shows it.",
    )
    age = models.CharField(
        "age in it",
        max_length=8,
        blank=True,
        choices=ChildAge,
        help_text="Where the sentence says an age: “Who to call first” opens at it.",
    )
    picture = models.CharField("picture", max_length=10, choices=Picture, default=Picture.BUTTON)
    photo = models.ForeignKey(
        Photo,
        verbose_name="photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cards",
        help_text="Stands below the title, and in messages that have a link to this card. Add it to"
        " the photos first.",
    )
    title = models.CharField("title", max_length=80)
    steps = RichTextField(
        "try this", validators=[numbers_by_name], help_text="A numbered list, five steps at most."
    )
    watch_for = RichTextField("watch for", validators=[numbers_by_name])
    research = RichTextField("how sure are we?", validators=[numbers_by_name])
    read_on = RichTextField(
        "further links",
        blank=True,
        validators=[numbers_by_name],
        help_text="Below the card on the screen; not on paper.",
    )
    topics = models.ManyToManyField(
        Topic, verbose_name="pages to read on", blank=True, related_name="+"
    )

    class Meta(Bilingual.Meta):
        ordering = ["clock", "slug"]
        verbose_name = "card to try today"
        verbose_name_plural = "cards to try today"
        constraints = [*Bilingual.Meta.constraints]

    def __str__(self):
        return self.title or self.slug

    def get_absolute_url(self):
        return reverse("services:card", args=[self.slug])

    def anchored_addresses(self) -> set[str]:
        return set()

    @property
    def place(self) -> str:
        return f"card “{self}”"

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth


def wide_places(count: int) -> list[int]:
    """Which of so many moments are twice as wide, so that each row of the quilt is full.

    A row is three moments, or one that is wide beside another.
    """
    return [3, 6][: -count % 3]
