"""What the form and a request cost beside the plainest Django that shows and stores the same.

By turns in one process, so that whatever else the computer does meets them alike; run by
script/benchmark.
"""

import time
import uuid
from collections.abc import Callable
from functools import partial
from unittest.mock import patch

from django.http import HttpResponseRedirect
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from njcmo_site import urls
from referrals.families import opened_page
from referrals.families.form import ReferralForm
from referrals.models import Referral
from tests.benchmark_line import tell
from tests.families import TYPED

FORM, PLAIN = "/get-help/", "/plain/"
ROUNDS = 25
SHOWN_AT_MOST, SENT_AT_MOST = 0.5, 1.5  # times the CPU of the plain one
DRAWN, SENT = "against the stock drawing of its fields", "sent, against a plain view that saves"
WHY_DRAWN = "the page around the questions is drawn anew each time, with its header and foot"
WHY_SENT = "it is counted, known again when it comes twice, and looked through for danger"


def save(request):
    """A plain view: no limits, no look for spam or for a request that came twice, no mail."""
    form = ReferralForm(request.POST)
    assert form.is_valid()
    words, now = form.consent_words, timezone.now()
    agreed = {"consent_version": words.version, "consent_words": words.words, "consented_at": now}
    languages = dict.fromkeys(("page_language", "consent_language"), "en")
    Referral(**form.answers(), **agreed, **languages, received_at=now, due_on=now.date()).save()
    return HttpResponseRedirect("/", status=303)


urlpatterns = [path("plain/", save), *urls.urlpatterns]


@override_settings(ROOT_URLCONF="tests.benchmark_form")
def compare(say: Callable[[str], None]) -> bool:
    """Print the CPU of each as ratios; whether the form keeps to its bounds."""
    client = Client(SERVER_NAME="localhost")
    stock_fields = patch.object(ReferralForm, "questions", ReferralForm.__str__)
    shown, sent = [], []
    for _round in range(ROUNDS + 1):
        ours = cpu(lambda: client.get(FORM), 200)
        with stock_fields:
            shown.append(ours / cpu(lambda: client.get(FORM), 200))
        first, second = (cpu(partial(send, client, to), 303) for to in (FORM, PLAIN))
        sent.append(first / second)
    say(f"\nThe form, CPU of each, medians of {ROUNDS} (least to most)")
    within = [
        tell(say, DRAWN, shown[1:], at_most=SHOWN_AT_MOST, unmet=WHY_DRAWN),
        tell(say, SENT, sent[1:], at_most=SENT_AT_MOST, unmet=WHY_SENT),
    ]
    return all(within)


def send(client: Client, to: str):
    """As a family that was not here before."""
    client.cookies.clear()
    number = str(uuid.uuid4())
    own = {"page_number": number, "page_opened": opened_page.sign(number, seconds_ago=90)}
    return client.post(to, TYPED | own)


def cpu(ask: Callable, status: int) -> float:
    began = time.process_time()
    answer = ask()
    assert answer.status_code == status, answer.status_code
    return time.process_time() - began
