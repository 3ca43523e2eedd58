import csv
import tomllib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from faq.models import Question
from njcmo_site.filler import Filler
from njcmo_site.new_editions import NewEditions
from services.models import (
    Approach,
    Box,
    Card,
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
from services.validators import phrases

FOLDER = Path(settings.BASE_DIR) / "njcmo_site" / "starter_content"


class Command(Filler, BaseCommand):
    """A table without rows gets them; a row that has no text at all in a language gets that text.

    What staff left as the site was given it becomes what this version ships: texts, facts, rows
    that are new, rows that are gone. What they wrote or took away stays as it is, and is listed
    where this version has newer words.

    The English file of a page is the whole page; the file of another language holds its texts,
    found by the same addresses and anchors.
    """

    help = "Fills what is empty and renews what staff left alone; never touches what they wrote."

    @transaction.atomic
    def handle(self, **options):
        editions = NewEditions()
        self.begin()
        self.sources = sources_by_key()
        self.load_synonyms()
        for language, _name in settings.LANGUAGES:
            self.with_facts = language == settings.LANGUAGE_CODE
            self.load_urgent_signs(language)
            self.load_danger_words(language)
            self.load_first_calls(language)
            self.load_doors(language)
            self.load_terms(language)
            self.load_fixed_texts(language)
            for hub, page in pages(language):
                self.load_page(language, hub, page)
            self.load_cards(language)
        self.with_facts = True
        for hub, page in pages(settings.LANGUAGE_CODE):
            self.load_links(hub, page)
        self.load_links_of_cards()
        for language, _name in settings.LANGUAGES:
            self.with_facts = language == settings.LANGUAGE_CODE
            self.load_approaches(language)
        self.with_facts = True
        self.load_checklist()
        self.take_away()
        self.memory.save()
        self.stdout.write(f"{self.filled} texts filled.")
        for key in self.memory.left:
            self.stdout.write(f"Left as staff wrote it, though this version has newer words: {key}")
        for line in editions.publish():
            self.stdout.write(line)

    def load_urgent_signs(self, language):
        path = FOLDER / "urgent_signs" / f"{language}.toml"
        for order, given in enumerate(read(path).get("signs", []), start=1):
            sign = self.row(UrgentSign, {"name": given["name"]}, given, ["level"], order=order)
            self.fill(sign, language, {"advice": given["advice"]})
            if sign and "phrases" in given:
                row = self.row(UrgentPhrases, {"sign": sign}, given, [])
                self.fill(row, language, {"phrases": ", ".join(phrases(given["phrases"]))})

    def load_danger_words(self, language):
        for given in read(FOLDER / "danger_words.toml")["words"]:
            row = self.row(DangerWords, {"name": given["name"]}, given, ["about"])
            self.fill(row, language, {"phrases": ", ".join(phrases(given[f"phrases_{language}"]))})

    def load_synonyms(self):
        for language, groups in read(FOLDER / "synonyms.toml").items():
            for words in groups:
                row = self.row(Synonyms, {"language": language, "words": words}, {}, [])
                if row and row._state.adding:
                    row.save()
                    self.filled += 1

    def load_first_calls(self, language):
        """Those that other rows name come with all others before any Door."""
        texts = ("title", "hours", "know_first", "what_to_say", "cost", "what_comes_next")
        for order, given in enumerate(read(FOLDER / "first_calls.toml")["calls"], 1):
            source = self.sources[given["source"]]
            given |= {
                "source_title": source["title"],
                "source_organization": source["organization"],
                "source_url": source["url"],
            }
            names = ["ages", "checked_on", "source_title", "source_organization", "source_url"]
            names += [name for name in ("in_list", "phone", "tty") if name in given]
            county = {"county_id": given["county"]} if "county" in given else {}
            key = {"name": given["name"]}
            call = self.row(FirstCall, key, given, names, order=order, **county)
            self.fill(call, language, {name: given.get(f"{name}_{language}", "") for name in texts})
            for place, script in enumerate(given.get("scripts", []), 1):
                row = call and self.row(Script, {"call": call, "order": place}, script, ["ages"])
                self.fill(row, language, {"text": script[f"text_{language}"]})

    def load_doors(self, language):
        given = read(FOLDER / "doors.toml")
        for door in given["doors"]:
            call = self.known(FirstCall, name=door["call"])
            for age in door["ages"]:
                key = {"age": age, "place": door["place"]}
                row = call and self.row(Door, key, door | {"call": call}, ["call"])
                texts = {name: door[f"{name}_{language}"] for name in ("name", "words")}
                self.fill(row, language, texts)
        for order, one in enumerate(given["situations"], 1):
            row = self.row(Situation, {"anchor": one["anchor"]}, one, [], order=order)
            names = ("situation", "whom", "why")
            self.fill(row, language, {name: one.get(f"{name}_{language}", "") for name in names})
        for one in given["boxes"]:
            row = self.row(Box, {"name": one["name"]}, one, ["place"])
            self.fill(
                row, language, {name: one[f"{name}_{language}"] for name in ("title", "body")}
            )

    def load_terms(self, language):
        for given in read(FOLDER / "glossary.toml")["terms"]:
            term = self.row(Term, {"anchor": given["anchor"]}, given, ["group"])
            texts = ("term", "short", "meaning")
            self.fill(term, language, {name: given[f"{name}_{language}"] for name in texts})

    def load_fixed_texts(self, language):
        for given in read(FOLDER / "fixed_texts.toml")["texts"]:
            row = self.row(FixedText, {"name": given["name"]}, given, ["place"])
            title, text = given.get(f"title_{language}", ""), given[f"text_{language}"].strip()
            self.fill(row, language, {"title": title, "text": text})

    def load_cards(self, language):
        for given in read(FOLDER / "try_today.toml")["cards"]:
            facts = ["clock", "picture", "age", "words_changed_on"]
            card = self.row(Card, {"slug": given["slug"]}, {"age": ""} | given, facts)
            names = ("say", "title", "steps", "watch_for", "research", "read_on")
            self.fill(card, language, {name: given.get(f"{name}_{language}", "") for name in names})

    def load_links_of_cards(self):
        for given in read(FOLDER / "try_today.toml")["cards"]:
            if card := self.known(Card, slug=given["slug"]):
                self.load_sources(card, given["sources"])
                self.load_relations(card, "topics", given["topics"])

    def load_approaches(self, language):
        """Last: each names a page and one of its sources."""
        for order, given in enumerate(read(FOLDER / "approaches.toml")["approaches"], 1):
            url = self.sources[given["source"]]["url"]
            pages = [
                page
                for page in self.rows_of(Topic).values()
                if self.keys.name(page) == given["page"]
            ]
            cited = [self.known(Source, topic=page, url=url) for page in pages]
            source = next(filter(None, cited), None)
            if source is None:  # staff took the page or its source away
                self.loaded |= {self.keys.of(Approach(topic=page, order=order)) for page in pages}
                continue
            key = {"topic": source.topic, "order": order}
            approach = self.row(Approach, key, given | {"source": source}, ["strength", "source"])
            texts = {name: given[f"{name}_{language}"] for name in ("name", "finding")}
            self.fill(approach, language, texts)

    def load_checklist(self):
        """Both languages of a row at once, since none of them may be without either."""
        lists = read(FOLDER / "signs_checklist.toml")
        for order, given in enumerate(lists["moments"], 1):
            moment = self.row(Moment, {"slug": given["slug"]}, given, ["picture"], order=order)
            self.write(moment, texts_of(given))
        for order, given in enumerate(lists["signs"], 1):
            leads = {"moment_id": given.get("moment"), "urgent_id": given.get("urgent")}
            facts = ["ages", "topics"]
            sign = self.row(Sign, {"slug": given["slug"]}, given, facts, order=order, **leads)
            self.write(sign, texts_of(given))
        for order, given in enumerate(lists["next_steps"], 1):
            facts = ["kind", "ages"]
            step = self.row(NextStep, {"slug": given["slug"]}, given, facts, order=order)
            self.write(step, texts_of(given))

    def load_page(self, language, hub, page):
        # Those of a page that staff took away stay in the list of all questions.
        self.loaded |= {
            self.keys.of(Question(anchor=given["anchor"])) for given in page["questions"]
        }
        parent = self.page(hub) if hub else None
        if hub and not parent:
            return  # staff took the hub away
        topic = self.row(
            Topic,
            {"hub": parent, "address": page["address"]},
            page,
            ["order", "picture", "words_changed_on"],
        )
        if topic is None:
            return  # staff took the page away
        names = ("title", "search_title", "short_title", "summary", "description")
        texts = {name: page[name] for name in names}
        self.fill(topic, language, texts | {"short_version": "\n".join(page["short_version"])})
        for order, given in enumerate(page["sections"], start=1):
            key = {"topic": topic, "anchor": given["anchor"]}
            facts = ["picture", "evidence"]
            section = self.row(Section, key, {"picture": ""} | given, facts, order=order)
            names = ("heading", "short_heading", "body", "more", "link_words")
            self.fill(section, language, {name: given.get(name, "") for name in names})
        for order, given in enumerate(page["questions"], start=1):
            question = self.row(
                Question,
                {"anchor": given["anchor"]},
                page | given,
                ["category", "words_changed_on"],
                topic=topic,
                # Among all questions; its own where it is not to stand with those of its page.
                order=given.get("order", 100 * topic.order + order),
            )
            self.fill(question, language, {name: given[name] for name in ("question", "answer")})

    def load_links(self, hub, page):
        """What leads from one row to another, once all of them exist."""
        topic = self.page(hub, page["address"]) if hub else self.page(page["address"])
        if topic is None:
            return
        self.load_sources(topic, page["sources"])
        self.load_relations(topic, "urgent_signs", page.get("urgent", []))
        self.load_relations(topic, "related", page["related"])
        linked = topic.sections.select_related("links_to__hub").prefetch_related("sources")
        sources = list(topic.sources.all())
        sections = {self.keys.name(section): section for section in linked}
        for given in page["sections"]:
            section = sections.get(given["anchor"])
            there = given.get("links_to")
            target = self.page(hub or page["address"], there) if there else None
            if section and self.take(section, "links_to", target):
                section.save(update_fields=["links_to"])
            if section and self.has_our_words(section):
                names = [slugify(key) for key in given.get("sources", [])]
                self.load_relations(section, "sources", names, sources)

    def page(self, hub: str, topic: str = "") -> Topic | None:
        found: Topic | None = self.known(Topic, address=hub)
        if found and topic:
            found = self.known(Topic, hub=found, address=topic)
        return found

    def load_sources(self, page, keys):
        """Those of a page, or of a card."""
        for order, key in enumerate(keys, start=1):
            source = self.sources[key]
            given = source | {
                "year": int(source["year"]) if source["year"] else None,
                "checked_on": date.fromisoformat(source["checked_on"]),
            }
            names = ["title", "organization", "year", "checked_on"]
            if isinstance(page, Topic):
                given |= {"name": slugify(key)}
                names += ["name"]
            named = {page.sources.field.name: page, "url": given["url"]}
            source = self.row(page.sources.model, named, given, names, order=order)
            if source and source._state.adding:
                source.save()


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text()) if path.exists() else {}


def texts_of(given: dict) -> dict[str, str]:
    return {name: text for name, text in given.items() if name.endswith(("_en", "_es"))}


def pages(language: str) -> list[tuple[str | None, dict]]:
    """(address of the hub or None, page) for every file; hubs before their topics."""
    found: list[tuple[str | None, dict]] = []
    for path in sorted(FOLDER.glob(f"*.{language}.toml")):
        hub = read(path)
        found.append((None, hub))
        topics = sorted((FOLDER / hub["address"]).glob(f"*.{language}.toml"))
        found += [(hub["address"], read(topic)) for topic in topics]
    return found


def sources_by_key() -> dict[str, dict]:
    rows = csv.DictReader((FOLDER / "sources.csv").read_text().splitlines())
    return {row["key"]: row for row in rows}
