"""Search: an index of the pages in memory, a small one for each language.

The same on every database; forgives accents, case and typing mistakes; knows words that mean the
same. What somebody looked for is neither stored nor logged.
"""

import math
from collections import Counter, defaultdict

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from njcmo_site.search.documents import Document, documents
from njcmo_site.search.urgent import urgent_phrases
from njcmo_site.search.words import STOP_WORDS, words_of
from services.models import Synonyms
from services.validators import phrases

MOST_WORDS = 8
NEAR_ENOUGH = 0.7  # of 1, by which a word that no page has stands for one that a page has


class Index:
    """The documents of one language, and the words that lead to them or to an urgent sign."""

    def __init__(self, language: str):
        self.language = language
        self.documents = documents()
        self.places: defaultdict[str, set[int]] = defaultdict(set)
        for number, document in enumerate(self.documents):
            for word in document.title_words | document.text_words:
                self.places[word].add(number)
        self.synonyms: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for words in Synonyms.objects.filter(language=language).values_list("words", flat=True):
            alike = [tuple(words_of(phrase)) for phrase in phrases(words)]
            for phrase in alike:
                self.synonyms[phrase] += [other for other in alike if other != phrase]
        self.urgent = urgent_phrases()

    def known(self, word: str, guess: bool) -> list[str]:
        """The words of the pages that a typed word stands for: itself, or the nearest one."""
        if not guess or word in self.places or (word,) in self.synonyms:
            return [word]
        begun = [known for known in self.places if len(word) > 3 and known.startswith(word)]
        if begun:
            return begun[:5]
        vocabulary = [*self.places, *(phrase[0] for phrase in self.synonyms if len(phrase) == 1)]
        near = process.extractOne(
            word, vocabulary, scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=NEAR_ENOUGH,
        )  # fmt: skip
        return [near[0]] if near else []

    def meanings(self, query: str, guess: bool) -> list[list[tuple[tuple[str, ...], float]]]:
        """For each part of the query, the phrases that may stand for it, each with its weight."""
        typed = words_of(query)[:MOST_WORDS]
        telling = [word for word in typed if not STOP_WORDS[self.language].fullmatch(word)] or typed
        parts, position = [], 0
        known = [self.known(word, guess) for word in telling]
        while position < len(telling):
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

    def search(self, query: str, guess: bool = True) -> list[tuple[Document, set[str]]]:
        """The documents for a query, best first, each with the words to mark in it.

        Without guessing only those that have every word, or one that means the same.
        """
        scores: dict[int, float] = defaultdict(float)
        marks: defaultdict[int, set[str]] = defaultdict(set)
        parts = self.meanings(query, guess)
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
        return [(self.documents[number], marks[number]) for number in ranked]
