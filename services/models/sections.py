"""The parts of a page."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from njcmo_site.editing.anchors import refuse_broken_links
from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual, own_text
from services.models.evidence import Evidence
from services.models.pages import Topic, is_reserved
from services.models.photos import Photo
from services.models.pictures import Picture
from services.models.sources import Source
from services.validators import names_and_markers, sources_cited


def not_on_page(name: str) -> str:
    return (
        f"This page has no source of the name {name}. Add it to the page’s sources, or take"
        f" {{{{source:{name}}}}} out of the text."
    )


class Section(Bilingual):
    """One headed part of a page."""

    former_anchors: list[str]  # of a page that is shown

    edited_with = "topic"

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sections"
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    anchor = models.SlugField(
        "anchor",
        help_text="What stands after # in a link to this section. When it changes, the old one"
        " leads here.",
        validators=[
            RegexValidator(r"^(?!q-)", "An anchor that begins with q- belongs to a question.")
        ],
    )
    heading = models.CharField("heading", max_length=120)
    short_heading = models.CharField(
        "short heading",
        max_length=40,
        blank=True,
        help_text="For the list “On this page”. Empty: the heading itself.",
    )
    body = RichTextField("text", validators=[names_and_markers])
    more = RichTextField(
        "more, folded",
        blank=True,
        validators=[names_and_markers],
        help_text="Research, longer lists: what opens when somebody presses “More about this”.",
    )
    sources = models.ManyToManyField(
        Source,
        verbose_name="sources",
        related_name="sections",
        blank=True,
        help_text=(
            "What this section rests on. To cite one at a sentence, copy what stands beside it"
            " behind the sentence."
        ),
    )
    evidence = models.CharField(
        "based on",
        max_length=13,
        choices=Evidence,
        blank=True,  # as in editions from before it was asked; staff have to choose
        help_text="Families read it at the end of the section. Of several kinds, the least sure.",
    )
    picture = models.CharField("picture", max_length=10, choices=Picture, blank=True)
    photo = models.ForeignKey(
        Photo,
        verbose_name="photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        help_text="Stands below the heading. Add it to the photos first.",
    )
    links_to = models.ForeignKey(
        Topic,
        verbose_name="links to",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one page where to read on, if there is one.",
    )
    link_words = models.CharField(
        "words of the link",
        max_length=80,
        blank=True,
        help_text="The small line above that page’s title, such as “When focus is the hard part”.",
    )

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "section"
        verbose_name_plural = "sections"
        constraints = [
            *Bilingual.Meta.constraints,
            models.UniqueConstraint(
                fields=["topic", "anchor"],
                name="section_anchor_unique_on_page",
                violation_error_message="Another section of this page has this anchor.",
            ),
        ]

    def __str__(self):
        return self.heading or self.anchor

    def get_absolute_url(self):
        return f"{self.topic.get_absolute_url()}#{self.anchor}"

    def clean(self):
        if is_reserved(self.anchor):
            raise ValidationError({"anchor": "The page uses this anchor for something else."})
        refuse_broken_links(self, "anchor")
        names = set(self.topic.sources.values_list("name", flat=True))
        for column in ("body_en", "body_es", "more_en", "more_es"):
            for name in sources_cited(getattr(self, column)):
                if name not in names:
                    raise ValidationError({column: not_on_page(name)})

    def anchored_addresses(self) -> set[str]:
        return {self.get_absolute_url()}

    @property
    def place(self) -> str:
        return f"{self.topic}: section “{self}”"

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth if self.picture else ""

    @property
    def entry(self) -> str:
        """The short heading of its own language; "" where the heading itself is the entry."""
        return own_text(self, "short_heading")
