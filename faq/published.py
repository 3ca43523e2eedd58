"""The questions as families read them: their live editions."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT

from faq.models import Question, QuestionEdition
from services.models import Topic
from services.models.former_anchors import led_on
from services.models.kept import kept
from services.models.published import pages


def questions() -> list[Question]:
    """All published ones in their order; shared, not to be altered."""
    return kept(read_questions)


def drafts() -> list[Question]:
    """All as staff have them; `withdrawn`: families read it once, and neither do now nor will."""
    editions = QuestionEdition.objects.filter(draft=OuterRef("pk"))
    withdrawn = Exists(editions) & ~Exists(editions.not_over())
    return list(Question.objects.select_related("topic").annotate(withdrawn=withdrawn))


def questions_of(page: Topic) -> list[Question]:
    """Those that stand on this page as well."""
    return [question for question in questions() if question.topic_id == page.pk]


def newest_words_of(page: Topic) -> date:
    """When words on this page last changed: its own, or those of a question on it."""
    return max([page.words_changed_on, *(one.words_changed_on for one in questions_of(page))])


def read_questions() -> list[Question]:
    live = QuestionEdition.objects.order_by("draft__order", "draft").read()
    found = [edition.revived() for edition in live.values()]
    read = {page.pk: page for page in pages().values()}
    former = former_anchors({question.pk: question.anchor for question in found})
    for question in found:
        question.topic = read.get(question.topic_id)
        question.former_anchors = former.get(question.pk, [])
    return found


def former_anchors(now: dict[int, str]) -> dict[int, list[str]]:
    """By the keys of questions; `now` has those of today. The editions remember them."""
    begun = QuestionEdition.objects.begun().order_by("begins_at", "number")
    return led_on(now, begun.values_list("draft", KT("content__fields__anchor")))
