"""Search: an index of the pages in memory, a small one for each language.

The same on every database; forgives accents, case and typing mistakes; knows words that mean the
same. What somebody looked for is not logged.
"""

import math
from collections import Counter, defaultdict
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from njcmo_site.phrases import stem, typed_words
from njcmo_site.search.documents import Document, documents
from njcmo_site.search.hits import addresses_for, table
from njcmo_site.search.urgent import urgent_phrases
from njcmo_site.search.words import STOP_WORDS
from njcmo_site.spanish.addresses import twin
from services.models import Synonyms
from services.validators import phrases

MOST_WORDS = 12
ALIKE = 0.6  # of 1, from which a word of a title looks like one that was typed


def mistakes_in(typed: str) -> int:
    """How many letters of a typed word may be wrong."""
    if len(typed) < 5:
        return 0
    return 1 if len(typed) < 10 else 2


class Index:
    """The documents of one language, and the words that lead to them or to an urgent sign."""

    def __init__(self, language: str):
        self.language = language
        self.documents = documents()
        self.numbers = {document.url: n for n, document in enumerate(self.documents)}
        self.places: defaultdict[str, set[int]] = defaultdict(set)
        for number, document in enumerate(self.documents):
            for word in document.title_words | document.text_words:
                self.places[word].add(number)
        self.synonyms: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for words in Synonyms.objects.filter(language=language).values_list("words", flat=True):
            alike = [tuple(map(stem, self.telling(phrase))) for phrase in phrases(words)]
            for phrase in alike:
                self.synonyms[phrase] += [other for other in alike if other != phrase]
        self.vocabulary = set(self.places).union(
            *(hit.words for hit in table()), (word for phrase in self.synonyms for word in phrase)
        )
        self.urgent = urgent_phrases()

    def telling(self, text: str) -> list[str]:
        """The words as typed, without those that say nothing, unless there are no others."""
        typed = list(dict.fromkeys(typed_words(text)))
        return [word for word in typed if stem(word) not in STOP_WORDS[self.language]] or typed

    def known(self, typed: str, guess: bool) -> list[str]:
        """The words of the pages that a typed word stands for: itself, or the nearest one."""
        word = stem(typed)
        common = any(word in stop_words for stop_words in STOP_WORDS.values())
        if not guess or common or word in self.vocabulary:
            return [word]
        if not mistakes_in(typed):
            return []
        begun = [known for known in self.places if known.startswith(word)]
        if begun:
            return begun[:5]
        near = process.extract(
            word,
            [known for known in self.vocabulary if known[0] == word[0]],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=mistakes_in(typed),
            limit=None,
        )
        # The fewest mistakes first, then the word that most pages have.
        ranked = sorted((far, -len(self.places.get(one, ())), one) for one, far, _key in near)
        return [ranked[0][2]] if ranked else []

    def meanings(self, known: list[list[str]]) -> list[list[tuple[tuple[str, ...], float]]]:
        """For each part of the query, the phrases that may stand for it, each with its weight."""
        parts, position = [], 0
        while position < len(known):
            phrase = tuple(words[0] for words in known[position : position + 4] if words)
            length = next(
                (size for size in range(len(phrase), 1, -1) if phrase[:size] in self.synonyms), 1
            )
            if length > 1:
                own = [(phrase[:length], 1.0)]
            else:
                own = [((word,), 1.0) for word in known[position]]
            others = [
                (other, 0.6) for phrase, _weight in own for other in self.synonyms.get(phrase, [])
            ]
            parts.append(own + others)
            position += length
        return parts

    def come_first(self, query: str, guess: bool) -> list[int]:
        """The documents that hits.toml names for the query."""
        words = [self.known(word, guess) or [stem(word)] for word in typed_words(query)]
        addresses = addresses_for([word[0] for word in words], self.language)
        urls = dict.fromkeys(twin(address, self.language) for address in addresses)
        return [self.numbers[url] for url in urls if url in self.numbers]

    def nearest(self, query: str) -> list[Document]:
        """Three pages for a query that nothing answers: alike in their titles, or the main ones."""
        alike = partial(DamerauLevenshtein.normalized_similarity, score_cutoff=ALIKE)
        typed = self.telling(query)[:MOST_WORDS]
        pages = [document for document in self.documents if not document.where]

        def order(page: Document) -> tuple[float, float]:
            likeness = [
                alike(stem(word), of_title) for word in typed for of_title in page.title_words
            ]
            return -max(likeness, default=0), -page.boost

        return sorted(pages, key=order)[:3]

    def search(self, query: str, guess: bool = True) -> list[tuple[Document, set[str]]]:
        """The documents for a query, best first, each with the words to mark in it.

        What hits.toml names comes before all others. Without guessing only those that have every
        word, or one that means the same.
        """
        scores: dict[int, float] = defaultdict(float)
        marks: defaultdict[int, set[str]] = defaultdict(set)
        known = [self.known(word, guess) for word in self.telling(query)[:MOST_WORDS]]
        parts = self.meanings(known)
        matched: Counter[int] = Counter()
        for part in parts:
            best: dict[int, float] = defaultdict(float)
            for phrase, weight in part:
                places = set.intersection(*(self.places.get(word, set()) for word in phrase))
                rarity = math.log(1 + len(self.documents) / (1 + len(places)))
                for number in places:
                    document = self.documents[number]
                    in_title = min(document.title_words[word] for word in phrase)
                    in_text = min(
                        document.text_words[word] + document.title_words[word] for word in phrase
                    )
                    share = len(phrase) / (2 + sum(document.title_words.values()))
                    score = ((8 + 12 * share) * document.boost if in_title else 0) + 2 * math.log(
                        1 + in_text
                    )
                    best[number] = max(best[number], weight * rarity * score)
                    marks[number].update(phrase)
            for number, score in best.items():
                scores[number] += score
                matched[number] += 1
        if not guess:
            scores = {number: scores[number] for number in scores if matched[number] == len(parts)}
        ranked = sorted(scores, key=lambda number: (-matched[number], -scores[number], number))
        found = dict.fromkeys([*self.come_first(query, guess), *ranked])
        return [(self.documents[number], marks[number]) for number in found]
