"""Hubs and topics, and what they are made of."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import Resolver404, resolve, reverse

from njcmo_site.spanish.bilingual import Bilingual, own_text
from services.models.contents import Content
from services.models.photos import Photo
from services.models.pictures import Picture
from services.models.reviewed import Reviewed
from services.models.urgent import UrgentSign
from services.models.withdrawn import LeadsOn
from services.validators import five_short_lines, numbers_by_name, sources_cited

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


def is_reserved(anchor: str) -> bool:
    """Headings and boxes have ids that are made of names: "signs-h", "box-your-language"."""
    return anchor in RESERVED_ANCHORS or anchor.startswith("box-") or anchor.endswith("-h")


def is_taken(address: str) -> bool:
    """Whether a hub of this address would hide another page, or never be found itself."""
    of_files = (settings.STATIC_URL.strip("/"), settings.MEDIA_URL.strip("/"))
    first_words = {*of_files, *(code for code, _ in settings.LANGUAGES)}
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
    def hubs(self) -> Self:
        return self.filter(hub=None)


# Of its managers modeltranslation makes classes that no file names.
class Topic(Bilingual, LeadsOn, Reviewed):  # type: ignore[django-manager-missing]
    """A page: a hub (such as occupational therapy), or a topic under a hub (such as autism)."""

    parts = ("sources", "sections", "approaches")  # in which order one is tied to another
    address_columns = ("hub_id", "address")
    takes_two = True

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
            "The last word of the page’s address, such as “autism”. When it changes, the old one"
            " leads here."
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
    share_photo = models.ForeignKey(
        Photo,
        verbose_name="photo of shared links",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shared_by",
        help_text="What a message shows that has a link to this page. Empty: a drawing.",
    )
    urgent_signs = models.ManyToManyField(
        UrgentSign,
        verbose_name="urgent signs",
        blank=True,
        help_text="Printed on the page in the box “When it cannot wait”.",
    )
    related: "models.ManyToManyField[Topic, models.Model]" = models.ManyToManyField(
        "self", verbose_name="related pages", symmetrical=False, blank=True
    )

    objects = models.Manager.from_queryset(TopicQuerySet)()

    class Meta(Bilingual.Meta):
        ordering = ["order", "address"]
        verbose_name = "page"
        verbose_name_plural = "pages"
        permissions = [("review_topic", "Can say that a clinician has reviewed a page")]
        constraints = [
            *Bilingual.Meta.constraints,
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
            models.CheckConstraint(
                name="topic_leads_on_to_another",
                condition=Q(leads_on_to=None) | ~Q(leads_on_to=F("id")),
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

    def anchored_addresses(self) -> set[str]:
        """Those of its sections, and of the pages under it."""
        return {
            section.get_absolute_url()
            for page in [self, *self.topics.all()]
            for section in page.sections.all()
        }

    def withdraw(self, leads_on_to=None):
        """What led on to it leads there as well: so nobody is sent from one to the next."""
        with transaction.atomic():
            if leads_on_to:
                others = self.led_on_by_topic.exclude(pk=leads_on_to.pk)
                others.update(leads_on_to=leads_on_to)
                self.led_on_by_card.update(leads_on_to=leads_on_to)
            super().withdraw(leads_on_to)

    @property
    def hidden_because(self):
        hub = self.hub
        return "its hub is not published" if hub and not hub.live_edition() else ""

    def goes_along(self):
        return [str(topic) for topic in self.topics.all() if topic.live_edition()]

    def number_edition(self, after=None, **columns):
        before = self.last_read() if columns.get("begins_at") else None
        with transaction.atomic():
            edition = super().number_edition(after, **columns)
            if before:
                self.remember_anchors(before.content, edition.content)
            return edition

    def remember_anchors(self, before: Content, now: Content) -> None:
        """Both of each that changes: the new one is a former one where this edition ends, or where
        the next begins. Of a section that is gone, none leads on."""
        anchors = {section["id"]: section["anchor"] for section in now["sections"]}
        for section in before["sections"]:
            key, old = section["id"], section["anchor"]
            new = anchors.get(key, old)
            for anchor in [old, new] if new != old else []:
                self.former_anchors.update_or_create(defaults={"section": key}, anchor=anchor)

    def refuse_what_leads_nowhere(self, content):
        names = {source.get("name") for source in content["sources"]}
        for section in content["sections"]:
            texts = [section.get(name) for name in ("body_en", "body_es", "more_en", "more_es")]
            for name in sources_cited(" ".join(filter(None, texts))):
                if name not in names:
                    raise ValidationError(
                        f"“{section['heading_en']}” cites {{{{source:{name}}}}}, which is no source"
                        " of this page. Add that source, or take the marker out of the text."
                    )

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
