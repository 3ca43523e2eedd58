"""Which pages wait for a clinician: the list of staff, and the weekly e-mail to the owners."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from njcmo_site.editing.addresses import address_of
from njcmo_site.editing.types import StaffRequest
from referrals.working_days import is_working_day
from services.models import Card, PageOwners, Topic
from services.models.review_states import ReviewState, review_states
from services.models.reviewed import Reviewed
from services.models.reviewed_editions import ReviewedEdition

log = logging.getLogger(__name__)

KINDS: list[type[Reviewed]] = [Topic, Card]
LANGUAGES = dict(settings.LANGUAGES)
FINE = 4
MAIL_FROM = 7  # the hour of a working day


@dataclass
class Line:
    """One page: what families read of it, and what a reviewer is asked to read."""

    draft: Any
    live: ReviewedEdition | None
    wanted: ReviewedEdition | None
    states: dict[str, ReviewState]
    small: list[ReviewedEdition]  # corrections that no reviewer has seen in either language

    @property
    def languages(self) -> list[tuple[str, ReviewState | None]]:
        return [(name, self.states.get(code)) for code, name in LANGUAGES.items()]

    @property
    def is_overdue(self) -> bool:
        return any(state.review.is_overdue for state in self.states.values())

    @property
    def has_changed(self) -> bool:
        return any(state.changed for state in self.states.values())

    @property
    def urgency(self) -> int:
        """0 asked for, 1 overdue, 2 changed, 3 never read in some language; FINE."""
        reasons = [bool(self.wanted), self.is_overdue, self.has_changed]
        reasons.append(len(self.states) < len(LANGUAGES))
        return [*reasons, True].index(True)

    @property
    def address(self) -> str:
        """Where it is confirmed: what was asked for, or what families read."""
        edition: Any = self.wanted or self.live
        return address_of(self.draft, "review", edition.number)


def lines(live_editions: dict[Any, dict[int, Any]] | None = None) -> list[Line]:
    """Of all pages that families read, or that a reviewer is asked to read.

    `live_editions` of each kind, where they are known already.
    """
    found = []
    for kind in KINDS:
        editions: Any = kind.kind_of_editions()._default_manager
        live = live_editions[kind] if live_editions else editions.read()
        contents = {key: one.content for key, one in live.items()}
        states = review_states(kind, contents, {key: one.number for key, one in live.items()})
        kept = editions.filter(begins_at=None, review_wanted=True).prefetch_related("reviews")
        asked_for = [one for one in kept.order_by("number") if not one.damage]
        wanted: dict[int, Any] = {one.draft_id: one for one in asked_for}
        small = defaultdict(list)
        for one in editions.begun().filter(small=True).defer("content").order_by("number"):
            small[one.draft_id].append(one)
        for draft in kind._default_manager.filter(pk__in={*live, *wanted}):
            read, asked = live.get(draft.pk), wanted.get(draft.pk)
            if read and asked and asked.number < read.number:
                asked = None  # it lacks what that one has
            elif asked and not draft.waits_for_review(asked, read):
                asked = None
            of_draft = states.get(draft.pk, {})
            confirmed = [state.review.edition.number for state in of_draft.values()]
            seen = min(confirmed) if len(confirmed) == len(LANGUAGES) else 0
            unseen = [one for one in small.get(draft.pk, []) if one.number > seen]
            found.append(Line(draft, read, asked, of_draft, unseen))
    return sorted(found, key=lambda line: line.urgency)


def may_see(user: User) -> bool:
    return user.has_perm("services.review_topic") or user.has_perm("services.change_topic")


@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """Every page, the one that waits most first."""
    if not may_see(request.user):
        raise PermissionDenied
    context = admin.site.each_context(request) | {
        "title": "Reviews",
        "lines": lines(),
        "may_review": request.user.has_perm("services.review_topic"),
    }
    return render(request, "editing/reviews.html", context)


# The weekly e-mail ------------------------------------------------------------------------------


def send_weekly() -> int:
    """Tell the owner and the deputy what waits: once a week, from its first working day on.

    Nothing is sent while nothing waits. What could not be sent is tried again on the next day.
    """
    today = timezone.localdate()
    if not is_working_day(today) or timezone.localtime().hour < MAIL_FROM:
        return 0
    monday = today - timedelta(days=today.weekday())
    untold = Q(mailed_on=None) | Q(mailed_on__lt=monday)
    untried = Q(tried_on=None) | Q(tried_on__lt=today)
    if not PageOwners.objects.filter(untold, untried).update(tried_on=today):
        return 0  # told already, or another process does it
    owners = PageOwners.objects.select_related("owner", "deputy").get()
    asked: list[Any] = [owners.owner, owners.deputy]
    people = [one for one in asked if one and one.is_active]
    to = [person.email for person in people if person.email]
    try:
        body = weekly_words(lines())
        if not to or not body:
            return 0
        EmailMessage(
            subject="Pages that wait for a review",
            body=body,
            to=to,
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
    except Exception as error:  # noqa: BLE001  whatever fails, it is tried again
        log.warning("Weekly mail about reviews not sent (%s)", type(error).__name__)
        return 0
    PageOwners.objects.update(mailed_on=today)
    return 1


def weekly_words(found: list[Line]) -> str:
    """ "" while nothing waits."""
    groups = {
        "A review is asked for": [line for line in found if line.wanted],
        "Overdue": [line for line in found if line.is_overdue],
        "Changed since a clinician confirmed it": [line for line in found if line.has_changed],
    }
    told = []
    for words, waiting in groups.items():
        if waiting:
            told += [f"{words}:", *(f"- {line.draft}" for line in waiting), ""]
    return "\n".join([*told, settings.SITE_URL + reverse("reviews"), ""]) if told else ""
