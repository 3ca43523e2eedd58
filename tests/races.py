"""Many at the same instant, staff or families: threads on the database of a real site.

Run by `manage.py shell`; each returns what happened to whom.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import combinations_with_replacement

from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from faq.models import Question
from njcmo_site import richtext
from referrals import retention
from referrals.desk import calling, undoing, work
from referrals.encryption import lookup_hash
from referrals.models import Notice, Referral, Step
from services.models import CareManagementOrganization, Topic
from tests.factories import make_referral, valid_answers, works_for
from tests.staff_pages import form_of, page_of, seen

PEOPLE = 8
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # the last day of such a referral has passed


def people() -> list[User]:
    group = Group.objects.get(name="intake coordinator")
    made = []
    for number in range(PEOPLE):
        person, _ = User.objects.get_or_create(username=f"racer{number}", is_staff=True)
        person.groups.add(group)
        works_for(person)
        made.append(person)
    return made


def at_once(do, each) -> list:
    """Each in a thread of its own, none before all are ready."""
    ready = threading.Barrier(len(each))

    def wait_and_do(one):
        try:
            ready.wait()
            return do(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(each)) as pool:
        return list(pool.map(wait_and_do, each))


def next_calls() -> str:
    """How many “Next call” of those who pressed it twice gave a family; how many families."""
    racers = people()
    Referral.objects.update(status="closed", closed_at="2026-01-01T00:00Z", close_reason="spam")
    for _ in range(PEOPLE + 2):
        make_referral()
    twice = [person for person in racers for _ in range(2)]
    got = at_once(calling.give_next_to, twice)
    return f"{len(got)} {len({referral.pk for referral in got})}"


def takes() -> str:
    """How many of those who took one referral succeeded, and how many steps that made."""
    referral = make_referral()

    def take(person):
        try:
            work.take(Referral.objects.get(pk=referral.pk), person)
        except ValueError:
            return 0
        return 1

    return f"{sum(at_once(take, people()))} {referral.steps.count()}"


def undos() -> str:
    """How many of those who undo one outcome succeed; the tries and the steps that are left."""
    referral, person = make_referral(), people()[0]
    calling.record_try(referral, "no_answer", person)
    pk = referral.steps.first().pk

    def undo(_number):
        try:
            undoing.undo(Step.objects.get(pk=pk), person)
        except ValueError:
            return 0
        return 1

    succeeded = sum(at_once(undo, list(range(PEOPLE))))
    referral.refresh_from_db()
    return f"{succeeded} {referral.tries} {referral.steps.count()}"


def mails() -> str:
    """How many mails one address is sent for referrals that come at once."""

    def send(number):
        with transaction.atomic():
            Notice.objects.announce(make_referral(email="victim@example.org"))

    at_once(send, list(range(3 * PEOPLE)))
    ours = Referral.objects.with_contact(email_hash=[lookup_hash("email", "victim@example.org")])
    return f"{ours.count()} {Notice.objects.filter(audience='family', referral__in=ours).count()}"


def saves() -> str:
    """How many of those who saved the page that all had opened succeeded; what was stored."""
    referral = make_referral()
    clients = []
    for person in people():
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        clients.append((client, seen(client, referral)))

    def save(one):
        client, opened = one
        answers = opened | {"status": "in_touch", "note": "mine"}
        return client.post(page_of(referral), answers).status_code

    answers = at_once(save, clients)
    return f"{answers.count(302)} {answers.count(200)} {referral.steps.count()}"


def publications() -> str:
    """How many editions are made of a draft by all who publish it; how many were told so."""
    topic = Topic.objects.get(address="autism")
    topic.related.clear()  # a change that needs no second person
    page = f"/admin/services/topic/{topic.pk}/changes/"
    clients = []
    for number in range(PEOPLE):
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.create_superuser(f"publisher{number}"))
        clients.append((client, form_of(client.get(page)) | {"why": "At once", "publish": ""}))

    def press(one):
        client, opened = one
        return client.post(page, opened, follow=True).content.decode()

    told = at_once(press, clients)
    already = sum("This is what families read already." in page for page in told)
    return f"{topic.editions.filter(why='At once').count()} {already}"


# What somebody does with the referral that their page has read.
VERBS = {
    "next call": lambda _, by: calling.give_next_to(by),
    "take": lambda one, by: work.take(one, by),
    "hand over": lambda one, by: work.hand_over(
        one, "county", by, to_organization=CareManagementOrganization.objects.last()
    ),
    "put back": lambda one, by: work.hand_over(one, "absence", by),
    "release": lambda one, by: work.release(one, by),
    "not reached": lambda one, by: calling.record_try(one, "no_answer", by),
    "reached": lambda one, by: calling.record_try(one, "reached", by),
    "in touch": lambda one, by: one.move_to("in_touch", by=by),
    "close": lambda one, by: one.move_to("closed", "declined", by),
    "correct": lambda one, by: one.correct_close_reason("spam", by),
    "withdraw": lambda one, by: retention.withdraw(one),
    "empty": lambda one, by: retention.empty_when_due(one),
}
REFUSE_WHAT_MOVED = {"in touch", "close"}  # since the page was read
BEGINNINGS = {
    "new": VERBS.keys() - {"release", "correct"},
    "suspected": {"take", "release", "close", "withdraw"},
    "closed": {"in touch", "correct", "withdraw", "empty"},
}
SAID = ["status", "close_reason", "suspected", "assigned_to", "handed_to", "held_by", "tries"]


def do(one) -> str:
    """Whether it was refused; for “Next call”, whether it gave a family."""
    verb, referral, by = one
    try:
        return str(bool(VERBS[verb](referral, by)))
    except ValueError:
        return "refused"


def outcome(beginning, verbs, by, how) -> tuple:
    """What each of two people was told, and what is stored in the end."""
    Referral.objects.open().update(status="closed", closed_at=timezone.now(), close_reason="spam")
    changes = {"status": "closed"} if beginning == "closed" else {}
    changes |= {"suspected": beginning == "suspected", "status_since": LONG_AGO}
    pk = make_referral(**changes).pk
    both = zip(verbs, by, strict=True)
    told = how([(verb, Referral.objects.get(pk=pk), one) for verb, one in both])
    referral = Referral.objects.get(pk=pk)
    said = tuple(str(getattr(referral, name)) for name in SAID)
    steps = tuple(referral.steps.values_list("what", "by", "status", "detail"))
    again, emptied = bool(referral.next_attempt_at), bool(referral.emptied_at)
    return told, said, again, emptied, steps


def all_at_once(both) -> tuple:
    return tuple(at_once(do, both))


def one_by_one(both) -> tuple:
    """Each reads the referral anew, but for the status that stood on their page."""
    told = []
    for verb, referral, by in both:
        on_the_page = referral.status
        referral.refresh_from_db()
        if verb in REFUSE_WHAT_MOVED:
            referral.status = on_the_page
        told.append(do((verb, referral, by)))
    return tuple(told)


def other_way_round(both) -> tuple:
    return one_by_one(both[::-1])[::-1]


def pairs() -> str:
    """The pairs of verbs that at once do what they do in neither order."""
    if connection.vendor == "sqlite":  # nobody unplugs this database: it need not wait for the disk
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        connection.close()
    by = people()[:2]
    wrong = []
    for beginning, verbs in BEGINNINGS.items():
        for two in combinations_with_replacement(sorted(verbs), 2):
            found = outcome(beginning, two, by, all_at_once)
            orders = (one_by_one, other_way_round)
            if not any(outcome(beginning, two, by, how) == found for how in orders):
                wrong.append(f"{beginning}: {' and '.join(two)}")
    return "; ".join(wrong)


def slow_save() -> str:
    """What a family is answered while the text of an editor is being cleaned, then the editor."""
    editor = Client(HTTP_HOST="localhost")
    family = Client(HTTP_HOST="localhost", raise_request_exception=False)
    editor.force_login(User.objects.create_superuser("slow"))
    page = f"/admin/faq/question/{Question.objects.first().pk}/change/"
    opened = form_of(editor.get(page)) | {"answer_en": "<p>Slow</p>"}
    cleaning, asked = threading.Event(), threading.Event()
    tidy = richtext.tidy

    def tidy_slowly(html):
        cleaning.set()
        asked.wait(60)
        return tidy(html)

    def ask():
        cleaning.wait(60)
        try:
            return family.post("/get-help/", valid_answers())
        finally:
            asked.set()

    def save():
        return editor.post(page, opened)

    richtext.tidy = tidy_slowly
    answered, saved = (one.status_code for one in at_once(lambda do: do(), [ask, save]))
    return f"{answered} {saved}"
