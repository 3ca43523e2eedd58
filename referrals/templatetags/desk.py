"""What the start page of the admin tells those who answer families."""

from datetime import timedelta

from django import template
from django.contrib.auth.models import User
from django.db.models import Count, Value
from django.urls import reverse

from referrals.models import HandOver, Look, Referral, StaffProfile, Step
from referrals.models.hand_overs import HandOverQuerySet
from referrals.models.people import name_of
from referrals.models.queries import ReferralQuerySet
from referrals.models.reasons import RefusalReason

register = template.Library()
register.filter("person", name_of)

SHOWN_FIRST = 10
SOONEST = ["due_on", "received_at"]


@register.simple_tag
def intake_desk(user: User) -> dict | None:
    """Four numbers with their lists, what is overdue, what is mine; None for everybody else."""
    if not user.has_perm("referrals.view_referral"):
        return None
    visible = Referral.objects.visible_to(user).without_texts()
    visible = visible.select_related("county", "assigned_to__profile")
    lists = lists_for(user, visible)
    pressed = Step.objects.pressed_lately(user).only("at", "detail", "referral__reference")
    counts = lengths_of(lists)
    unusual = 0
    if user.has_perm("referrals.view_look"):
        looks = Look.objects.visible_to(user).unusual(timedelta(days=7)).order_by()
        unusual = looks.values("person").distinct().count()
    return counts | {
        "numbers": [
            ("new", counts["new"], "new", "status__exact=new"),
            ("today", counts["today"], "to call today", "due=today"),
            ("over", counts["over"], "overdue", "due=overdue"),
            ("spam", counts["spam"], "suspected spam", "suspected=yes"),
        ],
        "overdue": lists["overdue_count"][:SHOWN_FIRST],
        "mine": lists["mine_count"][:SHOWN_FIRST],
        "pressed": pressed.select_related("referral").last(),
        "offered": offered_to(user),
        "refusals": RefusalReason.choices,
        "kept": visible.unanswered().filter(held_by=user).order_by("held_until"),
        "unusual_people": unusual,
        "list": reverse("admin:referrals_referral_changelist"),
        "works_for_nobody": StaffProfile.of(user).works_for_nobody,
        "may_answer": user.has_perm("referrals.change_referral"),
    }


def lists_for(user: User, visible: ReferralQuerySet) -> dict[str, ReferralQuerySet]:
    """By the name under which the page counts each. Every open request stands on one of them."""
    lists = {
        "new": visible.unread(),
        "urgent": visible.unread().filter(may_be_urgent=True),
        "today": visible.to_call_today(),
        "over": visible.overdue(),
        "spam": visible.suspected(),
        "mine_count": visible.open().filter(assigned_to=user).by_next_day(),
        "overdue_count": visible.overdue().filter(assigned_to=None).order_by(*SOONEST),
        "to_try_later": visible.to_try_later(),
        "needing_speaker": visible.needing_spanish_speaker(),
        "gone_quiet": visible.gone_quiet(),
        "with_nobody": visible.with_nobody(),
    }
    if user.has_perm("referrals.view_look"):
        lists["spanish_untouched"] = visible.spanish_untouched()
        lists["left_by_people"] = visible.open().believed().filter(assigned_to__is_active=False)
    return lists


def lengths_of(lists: dict[str, ReferralQuerySet]) -> dict[str, int]:
    """How long each list is, by one query for all."""
    first, *others = [
        rows.order_by().annotate(of=Value(name)).values("of").annotate(length=Count("pk"))
        for name, rows in lists.items()
    ]
    found = {row["of"]: row["length"] for row in first.union(*others, all=True)}
    return dict.fromkeys(lists, 0) | found  # of who may see none, the database is asked for nothing


def offered_to(user: User) -> HandOverQuerySet:
    """What waits for an answer, without the texts of the family."""
    offers = HandOver.objects.visible_to(user).select_related("referral__county", "to", "by")
    return offers.defer(*[f"referral__{field.attname}" for field in Referral.encrypted_fields()])
