"""Hubs and topics, and what they are made of."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from njcmo_site.editing.anchors import refuse_broken_links
from njcmo_site.richtext import RichTextField
from njcmo_site.spanish.bilingual import Bilingual, own_text
from services.models.citations import Citation
from services.models.pictures import Picture
from services.models.reviewed import Reviewed
from services.models.urgent import UrgentSign
from services.validators import five_short_lines, numbers_by_name

# Ids that the templates give out themselves.
RESERVED_ANCHORS = {
    "approaches",
    "main",
    "menu",
    "more",
    "q",
    "questions",
    "sources",
    "topics",
    "urgent",
}
RESERVED_ANCHORS |= {"next-step", "short-version"}


def is_taken(address: str) -> bool:
    """Whether a hub of this address would hide another page, or never be found itself."""
    first_words = {settings.STATIC_URL.strip("/"), *(code for code, _ in settings.LANGUAGES)}
    if address in first_words:
        return True
    for path in (f"/{address}/", f"/{address}", f"/{address}/x/"):
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if match.view_name not in {"services:hub", "services:topic"}:
            return True
    return False


class TopicQuerySet(models.QuerySet["Topic"]):
    def published(self) -> Self:
        """What families can open: a topic under a hub that is not published is not, either."""
        return self.filter(published=True).exclude(hub__published=False)

    def hubs(self) -> Self:
        return self.filter(hub=None)


# Of its managers modeltranslation makes classes that no file names.
class Topic(Bilingual, Reviewed):  # type: ignore[django-manager-missing]
    """A page: a hub (such as occupational therapy), or a topic under a hub (such as autism)."""

    hub = models.ForeignKey(
        "self",
        verbose_name="hub",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
        limit_choices_to={"hub": None},
        help_text="Leave this empty to make the page a hub of its own.",
    )
    address = models.SlugField(
        "address",
        help_text=(
            "The last word of the page’s address, such as “autism”. Links break when it changes."
        ),
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=120)
    search_title = models.CharField(
        "title for search engines",
        max_length=60,
        blank=True,
        help_text="What a list of search results and the browser’s tab show. Empty: the title.",
    )
    short_title = models.CharField(
        "short title", max_length=30, help_text="For menus and breadcrumbs."
    )
    summary = models.CharField(
        "summary", max_length=250, help_text="Stands under the title and on cards."
    )
    description = models.CharField(
        "description", max_length=170, help_text="What search engines show: one sentence."
    )
    short_version = models.TextField(
        "the short version",
        blank=True,
        validators=[five_short_lines, numbers_by_name],
        help_text="At most five short lines that say what matters most; one thought a line.",
    )
    picture = models.CharField("picture", max_length=10, choices=Picture, default=Picture.BUTTON)
    urgent_signs = models.ManyToManyField(
        UrgentSign,
        verbose_name="urgent signs",
        blank=True,
        help_text="Printed on the page in the box “When it cannot wait”.",
    )
    related: "models.ManyToManyField[Topic, models.Model]" = models.ManyToManyField(
        "self", verbose_name="related pages", symmetrical=False, blank=True
    )
    published = models.BooleanField("published", default=True)

    objects = models.Manager.from_queryset(TopicQuerySet)()

    class Meta(Bilingual.Meta):
        ordering = ["order", "address"]
        verbose_name = "page"
        verbose_name_plural = "pages"
        permissions = [("review_topic", "Can say that a clinician has reviewed a page")]
        constraints = [
            *Bilingual.Meta.constraints,
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(
                fields=["hub", "address"],
                name="topic_address_unique_in_hub",
                violation_error_message="Another page of this hub has this address.",
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(hub=None),
                name="topic_hub_address_unique",
                violation_error_message="Another hub has this address.",
            ),
            models.CheckConstraint(
                name="topic_not_its_own_hub",
                condition=Q(hub=None) | ~Q(hub=F("id")),
            ),
        ]

    def __str__(self):
        return self.title or self.address

    def get_absolute_url(self):
        if self.hub is None:
            return reverse("services:hub", args=[self.address])
        return reverse("services:topic", args=[self.hub.address, self.address])

    def clean(self):
        super().clean()
        if self.hub is None and is_taken(self.address):
            raise ValidationError({"address": "This address belongs to another page."})
        if self.hub and (self.hub.hub_id or self.hub == self):
            raise ValidationError({"hub": "A topic stands under a hub, not under a topic."})
        if self.hub and self.pk and self.topics.exists():
            raise ValidationError({"hub": "This hub has topics; it cannot become one itself."})
        refuse_broken_links(self, "address", "hub_id")

    def anchored_addresses(self) -> set[str]:
        """Those of its sections, and of the pages under it."""
        return {
            section.get_absolute_url()
            for page in [self, *self.topics.all()]
            for section in page.sections.all()
        }

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth

    @property
    def own_search_title(self) -> str:
        """In the language of the page; "" where the title itself is what search engines get."""
        return own_text(self, "search_title")

    @property
    def short_version_lines(self) -> list[str]:
        return [line.strip() for line in (self.short_version or "").splitlines() if line.strip()]


class Section(Bilingual):
    """One headed part of a page."""

    edited_with = "topic"

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sections"
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    anchor = models.SlugField(
        "anchor",
        help_text="What stands after # in a link to this section. Links break when it changes.",
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
    body = RichTextField("text", validators=[numbers_by_name])
    more = RichTextField(
        "more, folded",
        blank=True,
        validators=[numbers_by_name],
        help_text="Research, longer lists: what opens when somebody presses “More about this”.",
    )
    picture = models.CharField("picture", max_length=10, choices=Picture, blank=True)
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
        if self.anchor in RESERVED_ANCHORS:
            raise ValidationError({"anchor": "The page uses this anchor for something else."})
        refuse_broken_links(self, "anchor")

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


class Source(Citation):
    """Where what a page says can be checked."""

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sources"
    )


class Approach(Bilingual):
    """A way of working that a page names, and how good the research on it is."""

    edited_with = "topic"

    class Strength(models.TextChoices):
        STRONG = "strong", _("Strong research")
        SOME = "some", _("Some research")
        WEAK_OR_MIXED = "weak-or-mixed", _("Weak or mixed research")

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="approaches"
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    name = models.CharField("approach", max_length=80)
    strength = models.CharField("research", max_length=13, choices=Strength)
    finding = models.CharField("what was found", max_length=200)
    source = models.ForeignKey(
        Source,
        verbose_name="source",
        on_delete=models.RESTRICT,
        related_name="approaches",
        help_text="One of the sources of this page; a new page is saved first.",
    )

    class Meta(Bilingual.Meta):
        ordering = ["order", "id"]
        verbose_name = "approach"
        verbose_name_plural = "approaches"

    def __str__(self):
        return self.name
