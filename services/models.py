"""What families read: pages about therapy, and who serves which county."""

import re
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from njcmo_site.richtext import RichTextField
from services.validators import five_short_lines

# First words of addresses that are no hub: those of other pages, now or by agreement later.
RESERVED_ADDRESSES = {
    "accessibility",
    "accounts",
    "admin",
    "es",
    "faq",
    "find-your-cmo",
    "get-help",
    "glossary",
    "healthz",
    "privacy",
    "readyz",
    "search",
    "signs-checklist",
    "static",
}
# Ids that the templates give out themselves.
RESERVED_ANCHORS = {"main", "menu", "more", "questions", "sources", "topics", "urgent"}
RESERVED_ANCHORS |= {"next-step", "short-version"}


class Picture(models.TextChoices):
    """The drawings; each lies on its own cloth, so that a topic looks the same everywhere."""

    BALL = "ball", _("Ball (leaf stripes)")
    BOW = "bow", _("Bow (sky grid)")
    BOWL = "bowl", _("Bowl (tomato gingham)")
    BUTTON = "button", _("Button (plum diagonals)")
    CANS = "cans", _("Two cans and a string (tomato gingham)")
    KITE = "kite", _("Kite (sky grid)")
    PENCIL = "pencil", _("Pencil (leaf stripes)")
    RAINBOW = "rainbow", _("Wooden rainbow (marigold dots)")
    SOCK = "sock", _("Sock (teal stripes)")
    SWING = "swing", _("Swing (marigold dots)")
    TOOTHBRUSH = "toothbrush", _("Toothbrush (sky grid)")
    UMBRELLA = "umbrella", _("Umbrella (plum diagonals)")

    @property
    def cloth(self) -> str:
        """The name of the cloth: the drawing's class in the style sheet."""
        return {
            "ball": "leaf",
            "bow": "sky",
            "bowl": "tomato",
            "button": "plum",
            "cans": "tomato",
            "kite": "sky",
            "pencil": "leaf",
            "rainbow": "marigold",
            "sock": "teal",
            "swing": "marigold",
            "toothbrush": "sky",
            "umbrella": "plum",
        }[self.value]


class UrgentSignQuerySet(models.QuerySet):
    def most_urgent_first(self):
        return self.order_by("level", "order")


class UrgentSign(models.Model):
    """Something that cannot wait, and what to do about it.

    One row for the whole site: every page that warns of it prints these same words.
    """

    class Level(models.IntegerChoices):
        CALL_911 = 1, _("Call 911 now")
        CALL_LINE = 2, _("Call the line named, now")
        DOCTOR_TODAY = 3, _("Speak with the doctor today")
        DOCTOR_SOON = 4, _("See the doctor within days")

    name = models.SlugField(_("name"), unique=True, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), editable=False)
    advice = models.CharField(_("advice"), max_length=250)

    objects = UrgentSignQuerySet.as_manager()

    class Meta:
        ordering = ["level", "order"]
        verbose_name = _("urgent sign")
        verbose_name_plural = _("urgent signs")

    def __str__(self):
        return self.advice or self.name

    def clean(self):
        written = [text for text in (self.advice_en, self.advice_es) if text]
        if self.level == self.Level.CALL_911 and not all("911" in text for text in written):
            raise ValidationError(_("This sign is one for 911: the advice says so."))


class TopicQuerySet(models.QuerySet):
    def published(self):
        """What families can open: a topic under a hub that is not published is not, either."""
        return self.filter(published=True).exclude(hub__published=False)

    def hubs(self):
        return self.filter(hub=None)


class Topic(models.Model):
    """A page: a hub (such as occupational therapy), or a topic under a hub (such as autism)."""

    hub = models.ForeignKey(
        "self",
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
        limit_choices_to={"hub": None},
        help_text=_("Leave this empty to make the page a hub of its own."),
    )
    address = models.SlugField(
        _("address"),
        help_text=_(
            "The last word of the page’s address, such as “autism”. Links break when it changes."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, db_index=True)
    title = models.CharField(_("title"), max_length=120)
    short_title = models.CharField(
        _("short title"), max_length=30, help_text=_("For menus and breadcrumbs.")
    )
    summary = models.CharField(
        _("summary"), max_length=250, help_text=_("Stands under the title and on cards.")
    )
    description = models.CharField(
        _("description"), max_length=170, help_text=_("What search engines show: one sentence.")
    )
    short_version = models.TextField(
        _("the short version"),
        blank=True,
        validators=[five_short_lines],
        help_text=_("At most five short lines that say what matters most; one thought a line."),
    )
    picture = models.CharField(_("picture"), max_length=10, choices=Picture, default=Picture.BUTTON)
    urgent_signs = models.ManyToManyField(
        UrgentSign,
        verbose_name=_("urgent signs"),
        blank=True,
        help_text=_("Printed on the page in the box “When it cannot wait”."),
    )
    related = models.ManyToManyField(
        "self", verbose_name=_("related pages"), symmetrical=False, blank=True
    )
    published = models.BooleanField(_("published"), default=True)
    words_changed_on = models.DateField(
        _("words last changed"), default=timezone.localdate, editable=False
    )
    reviewed_on = models.DateField(
        _("reviewed on"),
        null=True,
        blank=True,
        help_text=_("Only after a clinician has checked this page. Until then both stay empty."),
    )
    reviewed_by = models.CharField(
        _("reviewed by"),
        max_length=120,
        blank=True,
        help_text=_("Name and profession, such as “Ana Ruiz, OTR/L”."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["order", "address"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "address"],
                name="topic_address_unique_in_hub",
                violation_error_message=_("Another page of this hub has this address."),
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(hub=None),
                name="topic_hub_address_unique",
                violation_error_message=_("Another hub has this address."),
            ),
            models.CheckConstraint(
                name="topic_not_its_own_hub",
                condition=Q(hub=None) | ~Q(hub=F("id")),
            ),
            models.CheckConstraint(
                name="topic_review_has_date_and_reviewer",
                condition=Q(reviewed_on=None, reviewed_by="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewed_by="")),
                violation_error_message=_("A review has both a date and a reviewer."),
            ),
        ]

    def __str__(self):
        return self.title or self.address

    def get_absolute_url(self):
        if self.hub is None:
            return reverse("services:hub", args=[self.address])
        return reverse("services:topic", args=[self.hub.address, self.address])

    def clean(self):
        if self.hub is None and self.address in RESERVED_ADDRESSES:
            raise ValidationError({"address": _("This address belongs to another page.")})
        if self.hub and (self.hub.hub_id or self.hub == self):
            raise ValidationError({"hub": _("A topic stands under a hub, not under a topic.")})
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            raise ValidationError({"reviewed_on": _("This day is yet to come.")})
        if self.hub and self.pk and self.topics.exists():
            raise ValidationError({"hub": _("This hub has topics; it cannot become one itself.")})

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth

    @property
    def short_version_lines(self) -> list[str]:
        return [line.strip() for line in (self.short_version or "").splitlines() if line.strip()]

    def state(self) -> str:
        """Stands for all that editors can change here: another after every saved change."""
        columns = [f.attname for f in Topic._meta.concrete_fields if f.name != "words_changed_on"]
        rows = [
            list(Topic.objects.filter(pk=self.pk).values(*columns)),
            list(self.sections.values()),
            list(self.sources.values()),
        ]
        return sha256(repr(rows).encode()).hexdigest()

    def words_changed(self) -> None:
        """Date the page today: something that families read on it is different now."""
        self.words_changed_on = timezone.localdate()
        self.save(update_fields=["words_changed_on"])


class Section(models.Model):
    """One headed part of a page."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("page"), on_delete=models.CASCADE, related_name="sections"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, db_index=True)
    anchor = models.SlugField(
        _("anchor"),
        help_text=_("What stands after # in a link to this section. Links break when it changes."),
        validators=[
            RegexValidator(r"^(?!q-)", _("An anchor that begins with q- belongs to a question."))
        ],
    )
    heading = models.CharField(_("heading"), max_length=120)
    short_heading = models.CharField(
        _("short heading"),
        max_length=40,
        blank=True,
        help_text=_("For the list “On this page”. Empty: the heading itself."),
    )
    body = RichTextField(_("text"))
    picture = models.CharField(_("picture"), max_length=10, choices=Picture, blank=True)
    links_to = models.ForeignKey(
        Topic,
        verbose_name=_("links to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The one page where to read on, if there is one."),
    )
    link_words = models.CharField(
        _("words of the link"),
        max_length=80,
        blank=True,
        help_text=_(
            "The small line above that page’s title, such as “When focus is the hard part”."
        ),
    )

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "anchor"],
                name="section_anchor_unique_on_page",
                violation_error_message=_("Another section of this page has this anchor."),
            ),
        ]

    def __str__(self):
        return self.heading or self.anchor

    def clean(self):
        if self.anchor in RESERVED_ANCHORS:
            raise ValidationError({"anchor": _("The page uses this anchor for something else.")})

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth if self.picture else ""


class Source(models.Model):
    """Where what a page says can be checked. Titles stay in the language of the source."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("page"), on_delete=models.CASCADE, related_name="sources"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, db_index=True)
    title = models.CharField(_("title"), max_length=250)
    organization = models.CharField(_("organization"), max_length=150)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Of publication. Empty when it is not known.")
    )
    url = models.URLField(_("link"), max_length=300)
    checked_on = models.DateField(_("checked on"), help_text=_("When somebody last opened it."))

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self):
        return self.title

    def clean(self):
        if self.year and not 1900 <= self.year <= timezone.localdate().year:
            raise ValidationError({"year": _("Enter a year up to now, or nothing.")})


class CareManagementOrganization(models.Model):
    """A non-profit that plans care with families of its county or counties (a CMO)."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_verified = models.BooleanField(
        _("name verified"), default=False, help_text=_("Tick after asking the organization.")
    )
    website = models.URLField(_("web site"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    phone_verified = models.BooleanField(
        _("phone verified"),
        default=False,
        help_text=_("Tick after calling it. Families are shown no number that is not verified."),
    )
    note = models.TextField(_("note for staff"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("care management organization")
        verbose_name_plural = _("care management organizations")
        constraints = [
            models.CheckConstraint(
                name="cmo_verified_phone_is_a_phone",
                condition=Q(phone_verified=False) | ~Q(phone=""),
                violation_error_message=_("Enter the phone number that was verified."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.phone and not re.fullmatch(
            r"1?-?[2-9]\d\d-[2-9]\d\d-\d{4}( ext\. \d+)?", self.phone
        ):
            raise ValidationError(
                {"phone": _("Enter it as 973-555-0100, or 973-555-0100 ext. 12.")}
            )


class County(models.Model):
    """One of New Jersey’s 21 counties. Exactly one CMO serves it."""

    slug = models.SlugField(_("slug"), primary_key=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name=_("care management organization"),
        on_delete=models.PROTECT,
        related_name="counties",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self):
        return self.name
