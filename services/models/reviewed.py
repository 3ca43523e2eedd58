"""What a clinician reviews: when its words changed, and who has to have read them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
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

    def publish(self, content: Content, by: Any, why: str, *args: Any, **kwargs: Any) -> Edition:
        """What was confirmed of these very words, when a reviewer read them, holds for the edition
        that families read."""
        edition = super().publish(content, by, why, *args, **kwargs)
        now = self.health_words(edition.content)
        reviews = self.kind_of_reviews().objects.filter(edition__draft=self.pk)
        for language in LANGUAGES:
            for review in reviews.filter(language=language).select_related("edition"):
                if self.health_words(review.edition.content)[language] == now[language]:
                    review.pk, review.edition, review._state.adding = None, edition, True
                    review.save()
                    break
        return edition

    def refuse_publishing(self, content: Content, by: Any, **marks: bool) -> None:
        """A page about health is read by a second person first: a reviewer.

        Not so a small correction of what families read, and what a new version of the site brings.
        """
        super().refuse_publishing(content, by, **marks)
        last = self.last_read()
        small = marks.get("small", False) and last is not None
        if by and last and small and not self.is_small(last.content, content):
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
        )

    def is_small(self, old: Content, new: Content) -> bool:
        before, now = self.health_words(old), self.health_words(new)
        return all(is_small(before[language], now[language]) for language in LANGUAGES)

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
