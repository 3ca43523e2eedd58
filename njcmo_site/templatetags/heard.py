from typing import Any

from django import template
from django.contrib.auth.models import User
from django.urls import reverse

from njcmo_site.heard import counts
from njcmo_site.heard.pages import read_addresses
from njcmo_site.spanish.addresses import twin
from services.models import Card, Topic
from services.models.kept import kept

register = template.Library()


@register.simple_tag(takes_context=True)
def where_to_answer(context: template.Context) -> str:
    """The address that asks whether this page helped; "" for a page that is not asked about."""
    page = twin(context["request"].path, "en")
    return reverse("helpful", args=[page]) if page in kept(read_addresses) else ""


@register.simple_tag
def answers_about(row: Any, user: User) -> list[counts.Line] | None:
    """Those about the page of this row; None for a row that is no page, and for others' eyes."""
    if not isinstance(row, Topic | Card) or not counts.may_see(user):
        return None
    return counts.lines(twin(row.get_absolute_url(), "en"))


register.simple_tag(counts.may_see, name="may_see_answers")
