"""What families read of a page is an edition; the rows that staff edit are its draft."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from njcmo_site.editing.anchors import links_to, refusal
from njcmo_site.richtext import RichTextField
from services.models.contents import (
    Content,
    Values,
    columns,
    content_of,
    part_of,
    revived,
    sanitized,
    tie,
)
from services.models.damage import refuse_damaged
from services.models.differences import differences
from services.models.photos import Photo
from services.photos.markers import only_photos, photos_named

log = logging.getLogger(__name__)


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> Self:
        """Others are kept under a name; families never read them."""
        return self.exclude(begins_at=None)

    def begun(self) -> Self:
        """What families read now, or read once; not what was canceled before."""
        begun = self.filter(begins_at__lte=timezone.now())
        return begun.exclude(ends_at=F("begins_at"))

    def not_over(self) -> Self:
        """What is read, waits below one that is, or is to be read later."""
        now = timezone.now()
        return self.published().exclude(ends_at__lte=now).exclude(ends_at=F("begins_at"))

    def current(self) -> Self:
        """Of these the newest of a draft is what families read now."""
        return self.not_over().filter(begins_at__lte=timezone.now())

    def live(self) -> Self:
        """Of each draft the newest that has begun and not ended; read() knows what is damaged."""
        of_draft: dict[str, Any] = {"draft": OuterRef("draft")}
        begun = self.model._default_manager.current().filter(**of_draft)
        newest = begun.order_by("-begins_at", "-number")
        return self.filter(pk=Subquery(newest.values("pk")[:1]))

    def newest(self) -> "Edition | None":
        """The newest that has begun; one that is damaged gives way to the one before."""
        editions = self.order_by("-begins_at", "-number")
        while (found := editions.first()) and found.damage:
            page = f"{found.draft._meta.verbose_name} {found.draft_id}"
            log.error("%s of %s is passed over. %s", found, page, found.damage)
            editions = editions.exclude(pk=found.pk)
        return found

    def read(self) -> dict[int, "Edition"]:
        """What families read now, by the keys of the drafts."""
        found: dict[int, Edition] = {}
        for edition in self.live():
            whole = edition.draft.editions.current().newest() if edition.damage else edition
            if whole:
                found[edition.draft_id] = whole
        return found


class Edition(models.Model):
    """A page with all its parts, in both languages, as families read it from a moment on.

    It stays as it was made; only when it ends is decided later. One that never begins is a draft
    that somebody kept under a name: `why`. Each kind has a foreign key `draft` with
    related_name="editions".
    """

    draft: Any
    draft_id: int

    number = models.PositiveIntegerField("number")
    content = models.JSONField("content")
    begins_at = models.DateTimeField("begins", null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField("ends", null=True, blank=True, db_index=True)
    made_at = models.DateTimeField("made", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="made by",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    why = models.CharField("why", max_length=200)

    objects = models.Manager.from_queryset(EditionQuerySet)()

    class Meta:
        abstract = True
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="%(class)s_number_unique"),
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                condition=Q(ends_at=None) | Q(begins_at__isnull=False, ends_at__gte=F("begins_at")),
            ),
        ]

    def __str__(self):
        return f"edition {self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding and set(kwargs.get("update_fields") or []) != {"ends_at"}:
            raise TypeError("An edition stays as it was made; end() it.")
        super().save(*args, **kwargs)

    def end(self) -> None:
        """Now; what was to begin later never begins."""
        now = timezone.now()
        self.ends_at = max(now, self.begins_at or now)
        self.save(update_fields=["ends_at"])

    @property
    def is_over(self) -> bool:
        now = timezone.now()
        return self.ends_at is not None and self.ends_at <= max(now, self.begins_at or now)

    @property
    def is_superseded(self) -> bool:
        """A newer one has begun for good."""
        begun = self.draft.editions.filter(begins_at__lte=timezone.now(), ends_at=None)
        return any((self.begins_at, self.number) < (one.begins_at, one.number) for one in begun)

    @property
    def waits(self) -> bool:
        """It is to be read from a later moment on."""
        begins_at = self.begins_at
        return begins_at is not None and begins_at > timezone.now() and not self.is_over

    @cached_property
    def damage(self) -> str:
        """Why it cannot be read, without what stands there; "" where it can."""
        key: Any = self._meta.get_field("draft")
        model: type[Draft] = key.related_model
        try:
            refuse_damaged(model, self.content, model.parts)
        except ValidationError as error:
            return str(error.message)
        return ""

    def revived(self) -> Any:
        """The page of this edition, in memory alone."""
        key: Any = self._meta.get_field("draft")
        model: type[Draft] = key.related_model
        return revived(model, self.draft_id, self.content, model.parts)


class Draft(models.Model):
    """A row that staff edit in peace: families read an edition of it."""

    parts: ClassVar[tuple[str, ...]] = ()  # the rows that belong to it, by their related_name
    address_columns: ClassVar[tuple[str, ...]]  # what two pages that are public never share
    editions: Any  # their manager, from the key of the kind of edition
    words_changed_on: date
    words_changed: Callable[[date], None]
    anchored_addresses: Callable[[], set[str]]
    get_absolute_url: Callable[[], str]

    class Meta:
        abstract = True

    @classmethod
    def kind_of_editions(cls) -> type[Edition]:
        relation: Any = cls._meta.get_field("editions")
        kind: type[Edition] = relation.related_model
        return kind

    @classmethod
    def whole(cls) -> models.QuerySet:
        """The rows, with all of which editions are made."""
        tied = [field.name for field in cls._meta.many_to_many]
        for name in cls.parts:
            part, _key = part_of(cls, name)
            tied += [f"{name}__{field.name}" for field in part._meta.many_to_many]
        return cls._default_manager.prefetch_related(*cls.parts, *tied)

    def content(self) -> Content:
        """As it is stored now."""
        return content_of(self.whole().get(pk=self.pk), self.parts)

    def revived(self, content: Content) -> Any:
        """The page as an edition of this content would have it, in memory alone."""
        return revived(type(self), self.pk, content, self.parts)

    @property
    def hidden_because(self) -> str:
        """Why families cannot read what is published of it; "" where they can."""
        return ""

    def goes_along(self) -> list[str]:
        """What else families no longer find once this is withdrawn."""
        return []

    def last_read(self) -> Edition | None:
        """What families read now; of a page that was withdrawn, what they read last."""
        last: Edition | None = self.live_edition() or self.editions.begun().newest()
        return last

    def live_edition(self) -> Edition | None:
        live: Edition | None = self.editions.current().newest()
        return live

    def publish(
        self,
        content: Content,
        by: Any,
        why: str,
        begins_at: datetime | None = None,
        ends_at: datetime | None = None,
        after: int | None = None,
        **marks: bool,
    ) -> Edition:
        """Make an edition of this content, by somebody or by a new version of the site (None).

        `marks` are the further columns of its kind of edition; `after` as in number_edition().
        Raises ValidationError where it may not be published. Words that somebody changed are dated
        as families read them.
        """
        begins_at = begins_at or timezone.now()
        content = self.sanitized(content)
        self.refuse_publishing(content, by, **marks)
        live = self.live_edition()
        fields = content["fields"]
        changed_on = fields["words_changed_on"]
        if by and live and live.content["fields"]["words_changed_on"] != changed_on:
            fields["words_changed_on"] = timezone.localdate(begins_at).isoformat()
        columns = {"content": content, "begins_at": begins_at, "ends_at": ends_at, "why": why}
        edition = self.number_edition(after, made_by=by, **columns, **marks)
        if fields["words_changed_on"] != changed_on:
            self.words_changed(timezone.localdate(begins_at))
        return edition

    def keep(
        self, content: Content, by: Any, why: str, after: int | None = None, **marks: bool
    ) -> Edition:
        """Keep this content under a name: to come back to it, or for somebody to read it."""
        content = self.sanitized(content)
        return self.number_edition(after, content=content, made_by=by, why=why, **marks)

    def sanitized(self, content: Content) -> Content:
        """Raises ValidationError where it is no content of such a page."""
        refuse_damaged(type(self), content, self.parts)
        return sanitized(type(self), content, self.parts)

    def last_number(self) -> int:
        return self.editions.aggregate(last=models.Max("number"))["last"] or 0

    def number_edition(self, after: int | None = None, **columns: Any) -> Edition:
        """Raises ValidationError where it is to follow an edition (`after`) and another does: what
        was decided by the editions until that one may no longer hold."""
        with transaction.atomic():
            type(self)._default_manager.select_for_update().get(pk=self.pk)
            last = self.last_number()
            if after not in {None, last}:
                raise ValidationError("Somebody else made an edition just now. Look again.")
            edition: Edition = self.editions.create(number=last + 1, **columns)
            return edition

    def refuse_publishing(self, content: Content, by: Any, **marks: bool) -> None:
        """Raises ValidationError where another page that families read, or are to read, has this
        address, or where a text leads nowhere or keeps somebody from using it.

        What a new version of the site brings is not looked through: its pages come one by one, and
        lead to one another.
        """
        self.refuse_address_of_another(content)
        self.refuse_what_leads_nowhere(content)
        if by:
            self.refuse_barriers(content)

    def differs(self, content: Content) -> bool:
        """Whether the draft has words, or anything else that families would see, of its own."""
        return without_dates(self.content()) != without_dates(content)

    def differences(self, old: Content, new: Content) -> list[dict[str, Any]]:
        return differences(type(self), self.parts, old, new)

    def refuse_address_of_another(self, content: Content) -> None:
        same = {
            f"content__fields__{name}": content["fields"][name] for name in self.address_columns
        }
        others = self.editions.model.objects.not_over().exclude(draft=self.pk)
        for other in others.filter(**same).select_related("draft"):
            if other.is_superseded:
                continue
            raise ValidationError(
                f"Families read “{other.draft}” at this address. Publish that one with another"
                " address first, or withdraw it."
            )

    def refuse_what_leads_nowhere(self, content: Content) -> None:
        """Raise ValidationError where a text names what the page no longer has."""

    def refuse_barriers(self, content: Content) -> None:
        from services.models.barriers import barriers, blocks  # which know all kinds of pages

        found = [one for one in barriers(self.revived(content)) if blocks(one.kind, self)]
        if found:
            raise ValidationError([f"{one.place}: {one.why}" for one in found])

    def withdraw(self) -> None:
        """Families find nothing of it from now on, nor later; the draft stays."""
        with transaction.atomic():
            for edition in self.editions.not_over().select_for_update():
                edition.end()

    def restore(self, content: Content) -> None:
        """Put this content into the draft: its fields, and its parts with the keys they had.

        Raises ValidationError where the rows of today do not allow it. Each text is stored as any
        other is, sanitized.
        """
        content = self.sanitized(content)  # before families have to wait
        old = revived(type(self), self.pk, content, self.parts)
        with transaction.atomic():
            stored = type(self)._default_manager.select_for_update().get(pk=self.pk)
            addresses = stored.anchored_addresses()
            self.restore_fields(stored, old, content["fields"])
            for name in reversed(self.parts):
                getattr(stored, name).all().delete()
            for name in self.parts:
                part_model, key = part_of(type(self), name)
                values_of_part = {values["id"]: values for values in content.get(name, [])}
                if part_model._default_manager.filter(pk__in=values_of_part).exists():
                    raise ValidationError("Another page has what was a part of this one.")
                for part in getattr(old, name).all():
                    setattr(part, key, stored)
                    leave_out_what_is_gone(part)
                    part.full_clean(validate_unique=False)
                    part.save(force_insert=True)
                    tie(part, values_of_part[part.pk])
            if places := links_to(addresses - stored.anchored_addresses()):
                raise ValidationError(refusal(places))

    @staticmethod
    def restore_fields(stored: Any, old: Any, values: dict[str, Any]) -> None:
        for name in type(stored).address_columns:
            field = stored._meta.get_field(name)
            key = getattr(old, name)
            if (
                field.many_to_one
                and key
                and not field.related_model.objects.filter(pk=key).exists()
            ):
                raise ValidationError(f"The {field.verbose_name} under which it stood is gone.")
        for field in columns(type(stored)):
            if field.attname in values:
                setattr(stored, field.attname, getattr(old, field.attname))
        leave_out_what_is_gone(stored)
        stored.full_clean()
        stored.save()
        stored.note(old.made_from, old.behind_since)
        tie(stored, values)


def without_dates(content: Content) -> Content:
    """What is compared of it: nor what is empty, as a column is that came after an edition."""
    return {
        part: [filled(row) for row in values] if isinstance(values, list) else filled(values)
        for part, values in content.items()
    }


def filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value and name != "words_changed_on"}


def leave_out_what_is_gone(row: models.Model) -> None:
    """Links to rows that somebody deleted meanwhile, and photos in texts."""
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if not (field.many_to_one and field.null) or key is None:
            continue
        other: Any = field.related_model
        if not other._default_manager.filter(pk=key).exists():
            setattr(row, field.name, None)
    for field in row._meta.concrete_fields:
        text = isinstance(field, RichTextField) and getattr(row, field.attname)
        if text and (named := photos_named(text)):
            setattr(row, field.attname, only_photos(text, Photo.objects.in_bulk(named)))
