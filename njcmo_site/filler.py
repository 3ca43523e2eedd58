"""How a row gets what this version ships, and keeps what staff wrote."""

from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from faq.models import Question
from njcmo_site.editing.anchors import links_to
from njcmo_site.given import Memory
from njcmo_site.richtext import RichTextField, clean
from njcmo_site.spanish.bilingual import Bilingual
from services.models import (
    Approach,
    Box,
    Card,
    CardSource,
    DangerWords,
    Door,
    FirstCall,
    FixedText,
    Moment,
    NextStep,
    Script,
    Section,
    Sign,
    Situation,
    Source,
    Synonyms,
    Term,
    Topic,
    UrgentPhrases,
    UrgentSign,
)

FILLED = [Topic, Section, Source, Question, UrgentSign, FirstCall, Term, Approach]
FILLED += [Card, CardSource]
FILLED += [Script, Door, Situation, Box, Moment, Sign, NextStep, Synonyms, UrgentPhrases, FixedText]
FILLED += [DangerWords]
# Rules of the site know these rows by their facts, which no text file changes.
FIXED = {Moment, Sign, NextStep, UrgentSign, UrgentPhrases, DangerWords, FixedText, Box}
# Whose names are a part of their own, see given.NAMED_BY.
NAMED_WITH = {
    Topic: ["hub"],
    Section: ["topic__hub", "links_to__hub"],
    Source: ["topic__hub"],
    Question: ["topic__hub"],
    Approach: ["topic__hub", "source__topic__hub"],
    CardSource: ["card"],
    Script: ["call"],
    Door: ["call"],
    UrgentPhrases: ["sign"],
}


def stored(model: type[Model]) -> QuerySet:
    return with_what_names_it(model._default_manager.all())


def with_what_names_it(rows: QuerySet) -> QuerySet:
    return rows.select_related(*NAMED_WITH.get(rows.model, []))


class Filler:
    """The tables that the site fills, while a version is loaded."""

    def begin(self) -> None:
        self.empty = {model for model in FILLED if not model._default_manager.exists()}
        self.rows: dict[type[Model], dict[str, Any]] = {}  # by their keys, see rows_of
        self.filled = 0
        self.memory = Memory()
        self.keys = self.memory.keys
        self.keys.forget({model._meta.model_name for model in self.empty})
        self.loaded: set[str] = set()  # keys of all rows that this version has
        self.renewed: dict[str, set[str]] = {}  # of each row, the English texts that are new now
        self.with_facts = True  # those stand in the English files alone

    def rows_of(self, model: type[Model]) -> dict[str, Any]:
        """Those of a table, asked for once: a version has a thousand rows to look up."""
        if model not in self.rows:
            rows = stored(model)
            at_places = {self.keys.now(row): row for row in rows}
            self.rows[model] = at_places | {self.keys.of(row): row for row in rows}
        return self.rows[model]

    def known(self, model: type[Model], **key: Any) -> Any:
        """The row that this names, stored or new; None where there is none."""
        return self.known_as(model(**key))

    def known_as(self, new: Any) -> Any:
        row = self.rows_of(type(new)).get(self.keys.of(new))
        return row if row is not None and self.is_it(row, new) else None

    def is_it(self, row: Model, new: Model) -> bool:
        """Another one, with words of its own, may stand there since staff moved it."""
        return not isinstance(row, Bilingual) or self.keys.of(row) == self.keys.of(new)

    def row(self, model, key, given, names, **further):
        """The row with this key, its facts renewed; a new one; None where staff took it away."""
        new = model(**key)
        row = self.known_as(new)
        self.loaded |= {self.keys.of(new)} | ({self.keys.of(row)} if row else set())
        if not self.with_facts:
            return row
        facts = {name: given[name] for name in names} | further
        if row is None:
            if self.is_not_wanted(new):
                return None
            row = self.rows_of(model)[self.keys.of(new)] = new
        self.memory.note_row(row)
        changed = [name for name, value in facts.items() if self.take(row, name, value)]
        if changed and not row._state.adding:
            row.save(update_fields=changed)
        return row

    def is_not_wanted(self, new: Any) -> bool:
        """Whether staff took it away, or gave its place to another."""
        model = type(new)
        is_away = model not in self.empty and self.memory.knows(new)
        return is_away or self.keys.of(new) in self.rows_of(model)

    def key(self, row: Any, name: str) -> str:
        """What a text or fact of a row is remembered by."""
        return f"{self.keys.of(row)} {name}"

    def value(self, row: Any, name: str) -> str:
        return self.keys.canonical(getattr(row, name))

    def take(self, row: Any, name: str, value: Any) -> bool:
        """Give the row this fact, unless staff changed it; whether it is another one now."""
        key = self.key(row, name)
        if row._state.adding or type(row) in self.empty:
            self.memory.note(key, self.keys.canonical(value))
            setattr(row, name, value)
            return True
        if type(row) in FIXED:
            return False
        renews = self.memory.renews(key, self.value(row, name), self.keys.canonical(value))
        if renews:
            setattr(row, name, value)
        return renews

    def fill(self, row, language, texts):
        """Write the texts of one language."""
        self.write(row, {f"{name}_{language}": text for name, text in texts.items()})
        second = language != settings.LANGUAGE_CODE and isinstance(row, Bilingual)
        if second and row.behind_since:
            self.end_being_behind(row, texts, language)

    def end_being_behind(self, row, texts, language):
        """The texts of this language came with the English that this version has renewed."""
        is_ours = all(
            self.value(row, f"{name}_{language}") == self.as_stored(row, name, text)
            for name, text in texts.items()
        )
        if is_ours and set(row.made_from) <= self.renewed.get(self.keys.of(row), set()):
            row.spanish_still_fits()

    def write(self, row, texts):
        """Write these texts, unless staff wrote others."""
        if row is None:
            return
        is_empty = not any(getattr(row, name) for name in texts)
        changed = set()
        for name, text in sorted(texts.items()):  # the English first, which the Spanish follows
            if self.is_new(row, name, text, is_empty):
                setattr(row, name, self.as_stored(row, name, text))
                changed.add(name)
        if not changed:
            return
        self.renewed.setdefault(self.keys.of(row), set()).update(
            name.removesuffix("_en") for name in changed
        )
        row.save()
        self.filled += 1

    def is_new(self, row: Any, name: str, text: str, is_empty: bool) -> bool:
        key = self.key(row, name)
        if is_empty:
            self.memory.note(key, text, self.as_stored(row, name, text))
            return bool(text)
        if self.memory.has_nothing_new(key, text):
            return False
        stored = self.as_stored(row, name, text)
        if not self.follows(row, name):
            self.memory.keep(key, text, stored)
            return False
        return self.memory.renews(key, self.value(row, name), text, stored)

    def follows(self, row: Any, name: str) -> bool:
        """Whether this text stands beside the English that it was made from."""
        english = f"{name.rpartition('_')[0]}_{settings.LANGUAGE_CODE}"
        if name == english or not hasattr(row, english):
            return True
        return self.memory.is_ours(self.key(row, english), self.value(row, english))

    def has_our_words(self, section: Section) -> bool:
        """Whether its text is what the site is given now, or was given last."""
        return self.memory.is_ours(
            f"{self.keys.of(section)} body_en", self.keys.canonical(section.texts("en")["body"])
        )

    def as_stored(self, row: Any, name: str, text: str) -> str:
        is_rich = isinstance(row._meta.get_field(name), RichTextField)
        return clean(text) if is_rich and text else text

    def load_relations(self, page, name, wanted, among=None):
        """The urgent signs of a page, its related pages, or the sources of a section."""
        rows = getattr(page, name)
        if among is None:
            among = self.rows_of(rows.model).values()
        chosen = [row for row in among if self.name(row) in wanted]
        if rows.model is Source:
            wanted = [self.name(row) for row in chosen]  # staff may have taken some away
        # A source is called by its own name alone, and may have been asked for with its section.
        found = rows.all() if rows.model is Source else with_what_names_it(rows.all())
        current = sorted(self.name(row) for row in found)
        key = self.key(page, name)
        renews = self.memory.renews(key, ",".join(current), ",".join(sorted(wanted)))
        if renews or type(page) in self.empty:
            rows.set(chosen)

    def name(self, row: Any) -> str:
        """What a file of the starter content calls it, on its page."""
        return row.name if isinstance(row, Source) else self.keys.name(row)

    def take_away(self):
        """What this version no longer has, where staff left it alone and nothing leads to it."""
        for model in (Question, Approach, Section, Source, CardSource, Synonyms):
            for row in stored(model):
                key = self.keys.of(row)
                if key in self.loaded or not self.memory.knows(row):
                    continue
                if self.is_left_alone(row) and not self.is_needed(row):
                    row.delete()
                else:
                    self.memory.left.append(key)

    def is_left_alone(self, row: Any) -> bool:
        names = self.memory.names_of(row)
        if isinstance(row, Bilingual):
            names |= {name for name in row.text_columns() if name.endswith(("_en", "_es"))}
        return not self.keys.is_moved(row) and all(
            self.memory.is_untouched(self.key(row, name), self.value(row, name)) for name in names
        )

    def is_needed(self, row: Any) -> bool:
        if isinstance(row, Source):
            return row.approaches.exists() or row.cited_in().exists()
        return hasattr(row, "anchored_addresses") and bool(links_to(row.anchored_addresses()))
