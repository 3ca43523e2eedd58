"""How much of a page a clinician has confirmed, as it is read."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.models.contents import Content
from services.models.health_words import Words, health_words

BEGINNING = ("main", _("how the page begins"))
CARD = ("card", _("the card"))


@dataclass
class ReviewState:
    """The latest review of a page in a language, and what changed after it.

    `changed` has parts as in health_words(); what was taken away since is one of them.
    """

    review: Any
    changed: list[str]
    page: Any = None  # as it is shown

    @property
    def sections(self) -> list[int]:
        """The keys of those that changed."""
        parts = [part.partition("-") for part in self.changed]
        return [int(key) for name, _dash, key in parts if name == "sections"]

    @property
    def places(self) -> list[tuple[str, str | Promise]]:
        """(anchor, name) of what changed and can still be read, in the order of the page."""
        kinds = {part.partition("-")[0] for part in self.changed}
        found: list[tuple[str, str | Promise]] = []
        if "fields" in kinds:
            found.append(BEGINNING if "sections" in self.page.parts else CARD)
        if "sections" in kinds:
            sections = [one for one in self.page.sections.all() if one.pk in self.sections]
            found += [(section.anchor, section.heading) for section in sections]
            if len(sections) < len(self.sections):
                found.append(("main", _("a part that was taken out")))
        lists = {"approaches": _("how strong the research is"), "sources": _("sources")}
        return found + [(anchor, name) for anchor, name in lists.items() if anchor in kinds]


def review_states(
    model: Any, contents: dict[int, Content], numbers: dict[int, int]
) -> dict[int, dict[str, ReviewState]]:
    """By key and language, for each draft of a kind as it reads with these contents.

    `numbers` are those of the editions that say so: what was confirmed of a later one says nothing
    of this one.
    """
    reviews = newest_reviews(model, numbers)
    corrections = small_corrections(model, reviews, numbers)
    found: dict[int, dict[str, ReviewState]] = {key: {} for key in contents}
    for review in reviews:
        key, language = review.edition.draft_id, review.language
        later = [pair for pair in corrections[key] if pair[1].number > review.edition.number]

        def words(content: Content, language: str = language) -> Words:
            return health_words(model, model.parts, content, language)

        changed = not_confirmed(
            words(contents[key]),
            words(review.edition.content),
            [(words(before.content), words(small.content)) for before, small in later],
        )
        found[key][language] = ReviewState(review, changed)
    return found


def newest_reviews(model: Any, numbers: dict[int, int]) -> list[Any]:
    """Of each draft and language that of the newest edition that has one, up to these numbers.

    A draft that was only kept says nothing of what families read.
    """
    reviews = model.kind_of_reviews().objects
    begun = model.kind_of_editions().objects.begun().filter(pk=OuterRef("edition"))
    rows = reviews.filter(edition__draft__in=numbers).annotate(was_read=Exists(begun))
    rows = rows.order_by("edition__number", "reviewed_on", "pk")
    names = ("pk", "edition__draft", "edition__number", "language", "was_read")
    newest = {
        (draft, language): pk
        for pk, draft, number, language, was_read in rows.values_list(*names)
        if number == numbers[draft] or (was_read and number < numbers[draft])
    }
    found = reviews.filter(pk__in=newest.values()).select_related("edition")
    return [review for review in found if not review.edition.damage]


def not_confirmed(now: Words, reviewed: Words, corrections: list[tuple[Words, Words]]) -> list[str]:
    """The parts that are neither as they were reviewed, nor that with small corrections."""
    accepted = {part: [words] for part, words in reviewed.items()}
    for before, after in corrections:
        for part, words in after.items():
            if before.get(part) in accepted.get(part, []):
                accepted[part].append(words)
    kept = [part for part, words in now.items() if words not in accepted.get(part, [])]
    return kept + [part for part in reviewed if part not in now]


def small_corrections(
    model: Any, reviews: list[Any], numbers: dict[int, int]
) -> dict[int, list[tuple[Any, Any]]]:
    """By key of the draft: (the edition before, the last of them) for each run of small corrections
    after its first review. A review in between begins another run.
    """
    first: dict[int, int] = {}
    for review in reviews:
        key, number = review.edition.draft_id, review.edition.number
        first[key] = min(number, first.get(key, number))
    editions = model.kind_of_editions().objects
    begun = editions.begun().filter(draft__in=first).order_by("draft", "number")
    rows = list(begun.values_list("pk", "draft", "number", "small"))
    reviewed = {review.edition_id for review in reviews}
    begins: dict[int, int] = {}  # the edition before a run, by the last of the run
    for (before, of, _number, _small), (after, draft, number, small) in pairwise(rows):
        if small and of == draft and first[draft] < number <= numbers[draft]:
            goes_on = before in begins and before not in reviewed
            begins[after] = begins.pop(before) if goes_on else before
    read = editions.in_bulk({*begins, *begins.values()})
    found: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for after, before in begins.items():
        if not (read[before].damage or read[after].damage):
            found[read[after].draft_id].append((read[before], read[after]))
    return found
