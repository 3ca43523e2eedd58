"""What families read: pages about therapy, and who serves which county."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from njcmo_site.localized import Bilingual, own_text
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
    "first-visit-card",
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

one_way_of_writing_a_phone = RegexValidator(
    r"^(1-)?[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}( ext\. [0-9]+)?\Z",
    "Enter it as 973-555-0100, or 973-555-0100 ext. 12.",
)


class ChildAge(models.TextChoices):
    """The age bands by which help in New Jersey differs: of the form, the checklist, the calls."""

    UNDER_3 = "under_3", _("Under 3")
    FROM_3_TO_5 = "3_to_5", _("3 to 5")
    FROM_6_TO_8 = "6_to_8", _("6 to 8")
    FROM_9_TO_12 = "9_to_12", _("9 to 12")
    FROM_13_TO_17 = "13_to_17", _("13 to 17")
    FROM_18_TO_20 = "18_to_20", _("18 to 20")


class Picture(models.TextChoices):
    """The drawings; each lies on its own cloth, so that a topic looks the same everywhere."""

    BALL = "ball", "Ball (leaf stripes)"
    BOW = "bow", "Bow (sky grid)"
    BOWL = "bowl", "Bowl (tomato gingham)"
    BUTTON = "button", "Button (plum diagonals)"
    CANS = "cans", "Two cans and a string (tomato gingham)"
    KITE = "kite", "Kite (sky grid)"
    PENCIL = "pencil", "Pencil (leaf stripes)"
    RAINBOW = "rainbow", "Wooden rainbow (marigold dots)"
    SOCK = "sock", "Sock (teal stripes)"
    SWING = "swing", "Swing (marigold dots)"
    TOOTHBRUSH = "toothbrush", "Toothbrush (sky grid)"
    UMBRELLA = "umbrella", "Umbrella (plum diagonals)"

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

    def to_call_now(self):
        """What is too urgent for a list: 911, or the line that is named."""
        return self.most_urgent_first().filter(level__lte=UrgentSign.Level.CALL_LINE)


class UrgentSign(Bilingual):
    """Something that cannot wait, and what to do about it.

    One row for the whole site: every page that warns of it prints these same words.
    """

    class Level(models.IntegerChoices):
        CALL_911 = 1, "Call 911 now"
        CALL_LINE = 2, "Call the line named, now"
        DOCTOR_TODAY = 3, "Speak with the doctor today"
        DOCTOR_SOON = 4, "See the doctor within days"

    name = models.SlugField("name", unique=True, editable=False)
    level = models.PositiveSmallIntegerField("level", choices=Level, editable=False)
    order = models.PositiveSmallIntegerField("order", editable=False)
    advice = models.CharField("advice", max_length=250)

    objects = UrgentSignQuerySet.as_manager()

    class Meta(Bilingual.Meta):
        ordering = ["level", "order"]
        verbose_name = "urgent sign"
        verbose_name_plural = "urgent signs"

    def __str__(self):
        return self.advice or self.name

    def clean(self):
        written = [text for text in (self.advice_en, self.advice_es) if text]
        if self.level == self.Level.CALL_911 and not all("911" in text for text in written):
            raise ValidationError("This sign is one for 911: the advice says so.")


class TopicQuerySet(models.QuerySet):
    def published(self):
        """What families can open: a topic under a hub that is not published is not, either."""
        return self.filter(published=True).exclude(hub__published=False)

    def hubs(self):
        return self.filter(hub=None)


class Topic(Bilingual):
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
        validators=[five_short_lines],
        help_text="At most five short lines that say what matters most; one thought a line.",
    )
    picture = models.CharField("picture", max_length=10, choices=Picture, default=Picture.BUTTON)
    urgent_signs = models.ManyToManyField(
        UrgentSign,
        verbose_name="urgent signs",
        blank=True,
        help_text="Printed on the page in the box “When it cannot wait”.",
    )
    related = models.ManyToManyField(
        "self", verbose_name="related pages", symmetrical=False, blank=True
    )
    published = models.BooleanField("published", default=True)
    words_changed_on = models.DateField(
        "words last changed", default=timezone.localdate, editable=False
    )
    reviewed_on = models.DateField(
        "reviewed on",
        null=True,
        blank=True,
        help_text="Only after a clinician has checked this page. Until then both stay empty.",
    )
    reviewed_by = models.CharField(
        "reviewed by",
        max_length=120,
        blank=True,
        help_text="Name and profession, such as “Ana Ruiz, OTR/L”.",
    )

    objects = TopicQuerySet.as_manager()

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
                name="topic_review_has_date_and_reviewer",
                condition=Q(reviewed_on=None, reviewed_by="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewed_by="")),
                violation_error_message="A review has both a date and a reviewer.",
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
            raise ValidationError({"address": "This address belongs to another page."})
        if self.hub and (self.hub.hub_id or self.hub == self):
            raise ValidationError({"hub": "A topic stands under a hub, not under a topic."})
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            raise ValidationError({"reviewed_on": "This day is yet to come."})
        if self.hub and self.pk and self.topics.exists():
            raise ValidationError({"hub": "This hub has topics; it cannot become one itself."})

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth

    @property
    def short_version_lines(self) -> list[str]:
        return [line.strip() for line in (self.short_version or "").splitlines() if line.strip()]

    def words_changed(self) -> None:
        """Date the page today: something that families read on it is different now."""
        self.words_changed_on = timezone.localdate()
        self.save(update_fields=["words_changed_on"])


class Section(Bilingual):
    """One headed part of a page."""

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
    body = RichTextField("text")
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

    def clean(self):
        if self.anchor in RESERVED_ANCHORS:
            raise ValidationError({"anchor": "The page uses this anchor for something else."})

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth if self.picture else ""

    @property
    def entry(self) -> str:
        """The short heading of its own language; "" where the heading itself is the entry."""
        return own_text(self, "short_heading")


class Source(models.Model):
    """Where what a page says can be checked. Titles stay in the language of the source."""

    topic = models.ForeignKey(
        Topic, verbose_name="page", on_delete=models.CASCADE, related_name="sources"
    )
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=250)
    organization = models.CharField("organization", max_length=150)
    year = models.PositiveSmallIntegerField(
        "year", null=True, blank=True, help_text="Of publication. Empty when it is not known."
    )
    url = models.URLField("link", max_length=300)
    checked_on = models.DateField("checked on", help_text="When somebody last opened it.")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = "source"
        verbose_name_plural = "sources"

    def __str__(self):
        return self.title

    def clean(self):
        if self.year and not 1900 <= self.year <= timezone.localdate().year:
            raise ValidationError({"year": "Enter a year up to now, or nothing."})


CLOTHS = {
    "bergen": "tomato",
    "burlington": "marigold",
    "camden": "tomato",
    "cape-atlantic": "plum",
    "cgs": "teal",
    "essex": "plum",
    "hudson": "teal",
    "mercer": "plum",
    "middlesex": "sky",
    "monmouth": "tomato",
    "morris-sussex": "sky",
    "ocean": "leaf",
    "passaic": "marigold",
    "tri-county": "leaf",
    "union": "marigold",
}


class CareManagementOrganization(models.Model):
    """A non-profit that plans care with families of its county or counties (a CMO)."""

    slug = models.SlugField("short name", unique=True)
    name = models.CharField("name", max_length=120)
    name_verified = models.BooleanField(
        "name verified", default=False, help_text="Tick after asking the organization."
    )
    website = models.URLField("web site", blank=True)
    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    phone_verified = models.BooleanField(
        "phone verified",
        default=False,
        help_text="Tick after calling it. Families are shown no number that is not verified.",
    )
    notice_email = models.EmailField(
        "address for new requests",
        blank=True,
        help_text=(
            "Only for a CMO that takes requests itself: it is told when one of its counties has"
            " new ones, with their number and a link. Empty: only NJCMO’s intake is told."
        ),
    )
    note = models.TextField("note for staff", blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "care management organization"
        verbose_name_plural = "care management organizations"
        constraints = [
            models.CheckConstraint(
                name="cmo_verified_phone_is_a_phone",
                condition=Q(phone_verified=False) | ~Q(phone=""),
                violation_error_message="Enter the phone number that was verified.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def shown_name(self) -> str:
        """What families may read: "" until somebody has asked the organization."""
        return self.name if self.name_verified else ""

    @property
    def shown_phone(self) -> str:
        return self.phone if self.phone_verified else ""

    @property
    def shown_website(self) -> str:
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def cloth(self) -> str:
        """The cloth of its counties in the quilt; neighbors in one cloth share one CMO."""
        return CLOTHS.get(self.slug, "sky")


class County(models.Model):
    """One of New Jersey’s 21 counties. Exactly one CMO serves it."""

    slug = models.SlugField("slug", primary_key=True)
    name = models.CharField("name", max_length=40, unique=True)
    care_management_organization = models.ForeignKey(
        CareManagementOrganization,
        verbose_name="care management organization",
        on_delete=models.PROTECT,
        related_name="counties",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "county"
        verbose_name_plural = "counties"

    def __str__(self):
        return self.name


class ContactDetails(models.Model):
    """How NJCMO itself is reached. One row; what is empty is named on no page."""

    WEB_SITE = "https://njcmo.org"

    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    email = models.EmailField(
        "e-mail",
        blank=True,
        help_text="Families are asked to write here about privacy and accessibility.",
    )
    security_email = models.EmailField(
        "e-mail for security",
        blank=True,
        help_text="Where somebody reports a hole in this site. Empty: the e-mail above.",
    )

    class Meta:
        verbose_name = "contact details of NJCMO"
        verbose_name_plural = "contact details of NJCMO"
        constraints = [models.CheckConstraint(name="contact_details_one_row", condition=Q(id=1))]

    def __str__(self):
        return "Contact details of NJCMO"

    @classmethod
    def current(cls) -> "ContactDetails":
        """The one row; before staff have saved it, one with every detail empty."""
        return cls.objects.first() or cls(id=1)

    @property
    def for_security(self) -> str:
        """An address as security.txt wants it: mailto: or https:."""
        email = self.security_email or self.email
        return f"mailto:{email}" if email else self.WEB_SITE


PERFORMCARE = "1-877-652-7624"  # as in the strip of every page, which stands without a database


class FirstCallQuerySet(models.QuerySet):
    def performcare(self) -> str:
        """The number by which everything in the state’s system of care begins."""
        return (
            self.filter(name="performcare").values_list("phone", flat=True).first() or PERFORMCARE
        )

    def for_family(self, age: str = "", county: str = "") -> list["FirstCall"]:
        """The rows for an age band and a county; all of them where an answer is missing."""
        return [
            call
            for call in self.select_related("county")
            if (not age or not call.ages or age in call.ages)
            and (not county or not call.county_id or county == call.county_id)
        ]


class FirstCall(Bilingual):
    """Whom a family can turn to first, and what that costs: one row for the whole site.

    The checklist, the form, the page of the CMOs and the search print these rows and no copy of
    them, so that a number that changes changes everywhere.
    """

    name = models.SlugField("short name", unique=True)
    order = models.PositiveSmallIntegerField("order", default=0, db_index=True)
    title = models.CharField("title", max_length=80)
    ages = models.JSONField(
        "ages", default=list, blank=True, help_text="None ticked: for every age."
    )  # ChildAge values
    county = models.ForeignKey(
        County,
        verbose_name="county",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="first_calls",
        help_text="Only where the call is for one county.",
    )
    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    tty = models.CharField(
        "TTY",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                r"^(711|1-[0-9]{3}-[0-9]{3}-[0-9]{4})\Z", "Enter 711, or it as 1-866-555-0100."
            )
        ],
    )
    hours = models.CharField("hours", max_length=80, blank=True)
    languages = models.CharField("languages", max_length=120, blank=True)
    what_to_say = models.CharField("what to say", max_length=250, blank=True)
    cost = models.CharField("what it costs", max_length=250)
    what_comes_next = models.CharField("what comes next", max_length=300)
    source_title = models.CharField("source", max_length=250, blank=True)
    source_organization = models.CharField("organization of the source", max_length=150, blank=True)
    source_url = models.URLField("link of the source", max_length=300, blank=True)
    checked_on = models.DateField("checked on", help_text="When somebody last checked this row.")
    check_every = models.PositiveSmallIntegerField(
        "check every … days",
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="After that, staff are told to check it.",
    )

    objects = FirstCallQuerySet.as_manager()

    class Meta(Bilingual.Meta):
        ordering = ["order", "name"]
        verbose_name = "first call"
        verbose_name_plural = "first calls"

    def __str__(self):
        return self.title or self.name

    def clean(self):
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "This day is yet to come."})
        source = [self.source_title, self.source_organization, self.source_url]
        if any(source) and not all(source):
            raise ValidationError("A source has a title, an organization and a link, or none.")

    @property
    def to_check(self) -> bool:
        return self.checked_on + timedelta(days=self.check_every) < timezone.localdate()

    @property
    def shown_ages(self) -> str:
        """ "3 to 20" for bands in a row, "Under 3, 18 to 20" for others; "" for every age."""
        bands = [age for age in ChildAge if age in self.ages]
        if len(bands) < 2 or bands[0] == ChildAge.UNDER_3:
            return ", ".join(str(age.label) for age in bands)
        first, last = list(ChildAge).index(bands[0]), list(ChildAge).index(bands[-1])
        if last - first >= len(bands):
            return ", ".join(str(age.label) for age in bands)
        numbers = {"low": bands[0].split("_to_")[0], "high": bands[-1].split("_to_")[1]}
        return gettext("%(low)s to %(high)s") % numbers


class Term(Bilingual):
    """A word of the glossary."""

    class Group(models.TextChoices):
        """In the order of the page."""

        THERAPY = "therapy", _("Therapy")
        SKILLS = "skills", _("Skills and senses")
        SCHOOL = "school", _("Early years and school")
        NEW_JERSEY = "new-jersey", _("New Jersey’s system")

    group = models.CharField("group", max_length=10, choices=Group)
    anchor = models.SlugField(
        "anchor",
        unique=True,
        help_text="What stands after # in a link to this word. Links break when it changes.",
    )
    term = models.CharField("word", max_length=90)
    short = models.CharField("short form", max_length=15, blank=True)
    meaning = models.CharField("meaning", max_length=300)

    class Meta(Bilingual.Meta):
        ordering = ["term_en"]
        verbose_name = "word"
        verbose_name_plural = "glossary"

    def __str__(self):
        return self.term or self.anchor

    def get_absolute_url(self):
        return f"{reverse('services:glossary')}#{self.anchor}"

    def clean(self):
        if self.anchor in RESERVED_ANCHORS or self.anchor.endswith("-words"):
            raise ValidationError({"anchor": "The page uses this anchor for something else."})


class Approach(Bilingual):
    """A way of working that a page names, and how good the research on it is."""

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


class Stamp(models.Model):
    """Another after each change of what families read. One row, written with the change itself."""

    value = models.CharField(max_length=22)

    class Meta:
        constraints = [models.CheckConstraint(name="stamp_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.value

    @classmethod
    def current(cls) -> str:
        """ "" before the first change."""
        return cls.objects.values_list("value", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        new = cls(id=1, value=get_random_string(22))
        cls.objects.bulk_create(
            [new], update_conflicts=True, unique_fields=["id"], update_fields=["value"]
        )
