from datetime import date

from django import template

from faq import published
from faq.models import Question
from services.models import Topic

register = template.Library()


@register.simple_tag
def questions_of(page: Topic) -> list[Question]:
    """Those that stand on this page as well."""
    return published.questions_of(page)


@register.simple_tag
def newest_words_of(page: Topic) -> date:
    return published.newest_words_of(page)
