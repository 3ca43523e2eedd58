"""What families said of a page: whether it helped, or what it lacked."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone


class PageAnswer(models.Model):
    """How many gave one answer about a page, in one language, on one day; nothing of who they were.

    The page is known by its address in English, such as "/faq/".
    """

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NOT_FOUND = "not_found", "Did not find it"
        HARD = "hard", "Hard to understand"
        NO_NEXT_STEP = "no_next_step", "No next step"

    page = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    answer = models.CharField(max_length=12, choices=Answer)
    day = models.DateField(default=timezone.localdate, db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="page_answer_one_row_a_day", fields=["page", "language", "answer", "day"]
            ),
        ]

    def __str__(self):
        return f"{self.page} {self.language} {self.answer} {self.day}"

    @classmethod
    def one_more(cls, page: str, language: str, answer: str) -> None:
        same = {"page": page, "language": language, "answer": answer, "day": timezone.localdate()}
        PageAnswer.objects.bulk_create([PageAnswer(**same)], ignore_conflicts=True)
        PageAnswer.objects.filter(**same).update(number=F("number") + 1)
