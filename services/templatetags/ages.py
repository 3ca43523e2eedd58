from django import template

from services.models import FirstCall
from services.models.ages import ChildAge, span_of

register = template.Library()

# From 6 to 12 the first doors are the same: a parent chooses between fewer links.
CHOICES = [
    [ChildAge.UNDER_3],
    [ChildAge.FROM_3_TO_5],
    [ChildAge.FROM_6_TO_8, ChildAge.FROM_9_TO_12],
    [ChildAge.FROM_13_TO_17],
    [ChildAge.FROM_18_TO_20],
]


@register.simple_tag
def ages_to_choose() -> list[list[ChildAge]]:
    """The bands that one link leads to, for each link."""
    return CHOICES


@register.filter
def span(ages: list[ChildAge]) -> str:
    return span_of([str(age) for age in ages])


@register.filter
def chosen_with(age: ChildAge) -> list[ChildAge]:
    """The bands that share its link."""
    return next(ages for ages in CHOICES if age in ages)


@register.filter
def said_at(call: FirstCall, age: str) -> str:
    return call.said_at(age)
