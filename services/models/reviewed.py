"""What a clinician reviews: when its words changed, and who has to have read them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from services.models.contents import Content
from services.models.editions import Draft, Edition
from services.models.health_words import health_words, is_small
from services.models.review_states import ReviewState, review_states

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Reviewed(Draft):
    """Something with words about health: dated, and reviewed by a clinician or not yet."""

    takes_two: ClassVar[bool] = False  # whether somebody else has to confirm what is published
    review_states: dict[str, ReviewState]  # of the page as it is shown, by language

    words_changed_on = models.DateField(
        "words last changed", default=timezone.localdate, editable=False
    )

    class Meta:
        abstract = True

    def words_changed(self, on: date | None = None) -> None:
        """Date the page, today where nothing else is said: its words are different from then on."""
        self.words_changed_on = on or timezone.localdate()
        self.save(update_fields=["words_changed_on"])

    @property
    def review(self) -> ReviewState | None:
        """In the language of the page; None where no clinician has confirmed it."""
        return self.review_states.get(get_language() or "")

    def show_reviews(self, states: dict[str, ReviewState]) -> None:
        self.review_states = states
        for state in states.values():
            state.page = self

    def states(self, content: Content, number: int = 2**31 - 1) -> dict[str, ReviewState]:
        """How much of this content was reviewed, in each language in which any was.

        `number` is that of the edition that has it; of the draft it is later than any.
        """
        found = review_states(type(self), {self.pk: content}, {self.pk: number})
        return found[self.pk]

    def number_edition(self, after: int | None = None, **columns: Any) -> Edition:
        """What was confirmed of these very words, when a reviewer read them, holds for the edition
        that families read."""
        reviews = self.confirmed(columns["content"]) if columns.get("begins_at") else []
        with transaction.atomic():
            edition = super().number_edition(after, **columns)
            for review in reviews:
                review.pk, review.edition, review._state.adding = None, edition, True
                review.save()
        return edition

    def confirmed(self, content: Content) -> list[Any]:
        """In each language the newest review of these very words, if there is one."""
        now = self.health_words(content)
        reviews = self.kind_of_reviews().objects.filter(edition__draft=self.pk)
        found: dict[str, Any] = {}
        for review in reviews.select_related("edition"):
            language = review.language
            if language not in found and not review.edition.damage:
                words = self.health_words(review.edition.content)
                found |= {language: review} if words[language] == now[language] else {}
        return list(found.values())

    def refuse_publishing(self, content: Content, by: Any, **marks: bool) -> None:
        """A page about health is read by a second person first: a reviewer.

        Not so a small correction of what families read, and what a new version of the site brings.
        """
        super().refuse_publishing(content, by, **marks)
        small = marks.get("small", False) and self.last_read() is not None
        if by and small and not self.is_small(content):
            raise ValidationError(
                "This is no small correction: more than a few words changed, or a part, a source"
                " or an urgent sign came or went."
            )
        if by and self.takes_two and not small and self.lacks_review(content, by):
            raise ValidationError(
                "A clinical reviewer confirms this before families read it: ask for a review. A"
                " correction that changes no meaning goes without: mark it as small."
            )

    def lacks_review(self, content: Content, by: Any) -> bool:
        """Whether words changed that nobody but this person has confirmed as they are now.

        Nor does it count who confirms an edition of their own. What changed in English is confirmed
        in English; few clinicians read Spanish, and the Spanish page says that nobody has.
        """
        now = self.health_words(content)
        last = self.last_read()
        before = self.health_words(last.content) if last else {}
        changed = [language for language in LANGUAGES if now[language] != before.get(language)]
        if not changed:
            return False
        reviews = self.kind_of_reviews().objects.filter(edition__draft=self.pk)
        return not any(
            self.health_words(review.edition.content) == now
            for review in reviews.filter(language=changed[0]).select_related("edition")
            if review.by_id is None or review.by_id not in {by.pk, review.edition.made_by_id}
            if not review.edition.damage
        )

    def waits_for_review(self, kept: Any, live: Edition | None) -> bool:
        """Whether nobody has confirmed this draft yet in a language in which it is another; in
        either, where it was kept to ask for a review of what families read."""
        now = self.health_words(kept.content)
        before = self.health_words(live.content) if live else {}
        changed = [language for language in LANGUAGES if now[language] != before.get(language)]
        confirmed = {review.language for review in kept.reviews.all()}
        return not confirmed.issuperset(changed or LANGUAGES)

    def confirmed_with(self, edition: Any, language: str) -> list[Any]:
        """What a review of an edition confirms: it, and what families read where that says the
        same."""
        live = self.live_edition()
        if live is None or live == edition:
            return [edition]
        words, of_live = (self.health_words(one.content) for one in (edition, live))
        return [edition, live] if words[language] == of_live[language] else [edition]

    def is_small(self, content: Content) -> bool:
        """All told since an edition that was no small correction, or was confirmed: else a page
        would be another one after many small steps."""
        now = self.health_words(content)
        for language in LANGUAGES:
            of_language = {"reviews__language": language}
            begun = self.editions.begun().filter(Q(small=False) | Q(**of_language))
            base = begun.newest()
            if base and not is_small(self.health_words(base.content)[language], now[language]):
                return False
        return True

    def health_words(self, content: Content) -> dict[str, Any]:
        return {
            language: health_words(type(self), self.parts, content, language)
            for language in LANGUAGES
        }

    @classmethod
    def kind_of_reviews(cls) -> Any:
        editions: Any = cls.kind_of_editions()
        relation = editions._meta.get_field("reviews")
        return relation.related_model
