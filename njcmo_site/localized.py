"""What several apps need of the two languages: twin addresses, and texts that keep in step."""

import difflib
import re
import unicodedata
from hashlib import sha256

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname


def language_of_path(path: str) -> str:
    """The address alone decides the language: /es/… is Spanish, everything else English."""
    first = path.split("/")[1] if "/" in path else ""
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def twin(path: str, language: str) -> str:
    """The address of the same page in that language: "/faq/" in "es" is "/es/faq/"."""
    plain = re.sub(r"^/es(?=/|$)", "", path) or "/"
    other = plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"
    return escape_leading_slashes(iri_to_uri(other))  # "//evil.example" would be another site


def own_text(row, name: str) -> str:
    """The text in the language of the page; "" where English stands in for it."""
    return getattr(row, build_localized_fieldname(name, get_language())) or ""


def falls_back(row, names: str) -> bool:
    """True when one of these texts ("title summary") is English on a page of another language."""
    return any(getattr(row, name) and not own_text(row, name) for name in names.split())


def fold(text: str) -> str:
    """Small letters without accents: how words are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


MOST_COMPARED = 20_000  # words; to compare more takes longer than anybody waits


def behind_in(row, names: str) -> bool:
    """True when one of these texts ("title summary") has an English that has moved on."""
    return any(name in (row.made_from or {}) for name in names.split())


class Bilingual(models.Model):
    """A row with English and Spanish texts, whose Spanish remembers the English it was made from.

    While the Spanish is in step, that is the English as it stands. When an English text changes
    and its Spanish does not, `made_from` keeps the English as it was ({field name: text}), and
    `behind_since` the day. A change of that Spanish, or somebody who finds that it still fits, ends
    that; so does an English that goes back to what it was.
    """

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
        made_from = {name: was_english[name] for name in changed} | (before.made_from or {})
        made_from = {
            name: text
            for name, text in made_from.items()
            if text != english[name] and spanish[name] and spanish[name] == was_spanish[name]
        } or None
        behind_since = before.behind_since
        if made_from is None:
            behind_since = None
        elif changed & set(made_from):
            behind_since = timezone.localdate()
        if (made_from, behind_since) != (now.made_from, now.behind_since):
            self.note(made_from, behind_since)

    def note(self, made_from, behind_since) -> None:
        self.made_from, self.behind_since = made_from, behind_since
        self.save(update_fields=["made_from", "behind_since"])

    def spanish_still_fits(self) -> None:
        self.note(None, None)

    def missing_spanish(self) -> list[str]:
        """Names of the texts that are shown in English to readers of Spanish."""
        spanish = self.texts("es")
        return [
            str(self._meta.get_field(name).verbose_name)
            for name, text in self.texts("en").items()
            if text and not spanish[name] and name != "short_heading"  # the heading stands in
        ]

    def state_of_texts(self) -> str:
        """Another after every change of a text: somebody decides on what they have seen."""
        texts = [self.texts("en"), self.texts("es"), self.made_from]
        return sha256(repr(texts).encode()).hexdigest()

    def english_changes(self) -> list[dict]:
        """For each text that changed: its name, the words before and now, and the Spanish.

        Words are pairs (whether they are different on the other side, the words).
        """
        spanish, made_from = self.texts("es"), self.made_from or {}
        return [
            {
                "name": self._meta.get_field(name).verbose_name,
                "before": marked(made_from[name], now),
                "now": marked(now, made_from[name]),
                "spanish": plain_words(spanish[name]),
            }
            for name, now in self.texts("en").items()
            if made_from.get(name, now) != now
        ]


def state_of(*querysets) -> str:
    """Another after every change of these rows and of what they are tied to.

    Not after a change of what the site itself keeps in them, or people in their own account.
    """
    own = {"last_login", "password"}
    parts = []
    for rows in querysets:
        model = rows.model._meta
        columns = [
            field.attname
            for field in model.concrete_fields
            if field.editable and field.name not in own
        ]
        parts.append(list(rows.values(*columns)))
        parts += [
            sorted(rows.order_by().values_list("pk", field.name)) for field in model.many_to_many
        ]
    return sha256(repr(parts).encode()).hexdigest()


def plain_words(html: str) -> str:
    """What a person reads of a text, with the addresses of its links."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link.append(f" ({link['href']})")
    return re.sub(r"\s+", " ", soup.get_text(" ")).strip()


def marked(text: str, other: str) -> list[tuple[bool, str]]:
    """The words of one text; True for those that the other text does not have there."""
    words, others = plain_words(text).split(), plain_words(other).split()
    if len(words) + len(others) > MOST_COMPARED:
        return [(False, " ".join(words))]
    matcher = difflib.SequenceMatcher(None, words, others)
    return [
        (kind != "equal", " ".join(words[start:end]))
        for kind, start, end, _, _ in matcher.get_opcodes()
        if end > start
    ]
