"""What families answered about the pages, for whoever edits them."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Sum
from django.utils import timezone

from njcmo_site.heard.pages import asked_about
from services.models import PageAnswer

COUNTED = timedelta(days=90)


class Line(NamedTuple):
    """One page in one language, with the number of each answer in the order of the choices."""

    title: str
    address: str
    language: str
    numbers: list[int]

    @property
    def yes(self) -> int:
        return self.numbers[0]

    @property
    def reasons(self) -> int:
        return sum(self.numbers[1:])


def may_see(user: User | AnonymousUser) -> bool:
    return user.has_perms(["services.view_pageanswer", "services.view_unansweredsearch"])


def lines(page: str | None = None) -> list[Line]:
    """Of all pages, or of one by its address in English; first those with most reasons."""
    told = PageAnswer.objects.filter(day__gt=timezone.localdate() - COUNTED)
    if page is not None:
        told = told.filter(page=page)
    numbers = {
        (address, language, answer): number
        for address, language, answer, number in told.values_list(
            "page", "language", "answer"
        ).annotate(Sum("number"))
    }
    names, titles = dict(PageAnswer._meta.get_field("language").choices or []), asked_about()
    found = [
        Line(
            titles[address].title if address in titles else address,
            address,
            str(names[language]),
            [numbers.get((address, language, each), 0) for each in PageAnswer.Answer.values],
        )
        for address, language in sorted({key[:2] for key in numbers})
    ]
    return sorted(found, key=lambda line: -line.reasons)
