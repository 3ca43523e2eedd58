"""Texts in two languages, and whether they are in step."""

from datetime import date
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from njcmo_site.spanish.differences import marked, plain_words


def own_text(row: models.Model, name: str) -> str:
    """The text in the language of the page; "" where English stands in for it."""
    return getattr(row, build_localized_fieldname(name, get_language())) or ""


def falls_back(row: models.Model, names: str) -> bool:
    """True when one of these texts ("title summary") is English on a page of another language."""
    return any(getattr(row, name) and not own_text(row, name) for name in names.split())


def behind_in(row: "Bilingual", names: str) -> bool:
    """True when one of these texts ("title summary") has an English that has moved on."""
    return any(name in (row.made_from or {}) for name in names.split())


def in_both_languages(*names: str) -> Q:
    """What a constraint asks of texts that no page can do without in either language."""
    columns = [
        build_localized_fieldname(name, language)
        for name in names
        for language, _name in settings.LANGUAGES
    ]
    there = {f"{column}__isnull": False for column in columns}
    return Q(**there, **{f"{column}__gt": "" for column in columns})


class Bilingual(models.Model):
    """A row with English and Spanish texts, whose Spanish remembers the English it was made from.

    While the Spanish is in step, that is the English as it stands. When an English text changes
    and its Spanish does not, `made_from` keeps the English as it was ({field name: text}), and
    `behind_since` the day. A change of that Spanish, or somebody who finds that it still fits, ends
    that; so does an English that goes back to what it was.
    """

    edited_with: ClassVar[str] = ""  # the row on whose page it is edited; "" for its own

    made_from = models.JSONField(null=True, editable=False)
    behind_since = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_behind_has_date_and_english",
                condition=Q(made_from__isnull=True, behind_since__isnull=True)
                | Q(made_from__isnull=False, behind_since__isnull=False),
            ),
        ]

    def save(self, *args, **kwargs):
        columns = kwargs.get("update_fields")
        texts_stay = columns is not None and not self.text_columns() & set(columns)
        if texts_stay or self._state.adding:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            stored = type(self)._base_manager.filter(pk=self.pk)
            before = stored.first()
            super().save(*args, **kwargs)
            if before:
                self.keep_in_step(before, stored.get())

    @classmethod
    def text_columns(cls) -> set[str]:
        names = translator.get_options_for_model(cls).all_fields
        return {
            build_localized_fieldname(name, language)
            for name in names
            for language, _name in settings.LANGUAGES
        } | set(names)

    def texts(self, language: str) -> dict[str, str]:
        names = translator.get_options_for_model(type(self)).all_fields
        return {
            name: getattr(self, build_localized_fieldname(name, language)) or "" for name in names
        }

    def keep_in_step(self, before: "Bilingual", now: "Bilingual") -> None:
        """Note whether the Spanish has fallen behind by this change of the stored texts."""
        english, spanish = now.texts("en"), now.texts("es")
        was_english, was_spanish = before.texts("en"), before.texts("es")
        changed = {name for name in english if english[name] != was_english[name]}
        older = {name: was_english[name] for name in changed} | (before.made_from or {})
        made_from = {
            name: text
            for name, text in older.items()
            if text != english[name] and spanish[name] and spanish[name] == was_spanish[name]
        } or None
        behind_since = before.behind_since
        if made_from is None:
            behind_since = None
        elif changed & set(made_from):
            behind_since = timezone.localdate()
        if (made_from, behind_since) != (now.made_from, now.behind_since):
            self.note(made_from, behind_since)

    def note(self, made_from: dict[str, str] | None, behind_since: date | None) -> None:
        self.made_from, self.behind_since = made_from, behind_since
        self.save(update_fields=["made_from", "behind_since"])

    def spanish_still_fits(self) -> None:
        self.note(None, None)

    def labels(self) -> dict[str, str]:
        """What staff call each field."""
        return {field.name: str(field.verbose_name) for field in self._meta.fields}

    def missing_spanish(self) -> list[str]:
        """Names of the texts that are shown in English to readers of Spanish."""
        spanish, labels = self.texts("es"), self.labels()
        return [
            labels[name]
            for name, text in self.texts("en").items()
            if text and not spanish[name] and name != "short_heading"  # the heading stands in
        ]

    def fingerprint(self) -> str:
        """Another after every change of a text: somebody decides on what they have seen."""
        texts = [self.texts("en"), self.texts("es"), self.made_from]
        return sha256(repr(texts).encode()).hexdigest()

    def english_changes(self) -> list[dict]:
        """For each text that changed: its name, the words before and now, and the Spanish.

        Words are pairs (whether they are different on the other side, the words).
        """
        spanish, made_from, labels = self.texts("es"), self.made_from or {}, self.labels()
        return [
            {
                "name": labels[name],
                "before": marked(plain_words(made_from[name]), plain_words(now)),
                "now": marked(plain_words(now), plain_words(made_from[name])),
                "spanish": plain_words(spanish[name]),
            }
            for name, now in self.texts("en").items()
            if made_from.get(name, now) != now
        ]
