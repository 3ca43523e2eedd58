"""Whatever is asked of a public page: it answers, and is no error of the server."""

import pytest
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from referrals.models import Referral

pytestmark = pytest.mark.django_db

# An address for each view that families or machines ask; a view that has none here fails the test.
PATHS = {
    "home": "/",
    "faq:questions": "/es/faq/",
    "safe": "/get-help/safe/",
    "referrals:get_help": "/es/get-help/",
    "referrals:thank_you": "/get-help/thank-you/",
    "referrals:contact_card": "/get-help/thank-you/contact.vcf",
    "referrals:promised_day": "/get-help/thank-you/day.ics",
    "referrals:leave": "/get-help/leave/",
    "request_status": "/request-status/",
    "search": "/search/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "thanks": "/helpful/thank-you/faq/",
    "helpful": "/helpful/faq/",
    "services:find_your_cmo": "/find-your-cmo/",
    "services:first_visit_card": "/first-visit-card/",
    "services:reading_card": "/first-visit-card/speech-and-ot/",
    "services:for_professionals": "/for-professionals/",
    "services:glossary": "/glossary/",
    "services:childs_page": "/my-childs-page/",
    "services:school_letter": "/es/school-letter/",
    "services:what_changes": "/what-changes-when/",
    "services:who_to_call": "/who-to-call/",
    "services:signs_checklist": "/signs-checklist/",
    "services:try_today": "/try-today/",
    "services:card": "/try-today/after-school/",
    "services:preview": "/preview/x/",
    "services:hub": "/occupational-therapy/",
    "services:topic": "/occupational-therapy/autism/",
}
FOR_MACHINES = ["/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/readyz"]
FOR_MACHINES += [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/media/share/0123456789abcdef.png",
]
TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "\x00",
        "\r\nX: y",
        "9" * 400,
        "-1",
        "1e999",
        "٣",
        "2026-02-30",
        "😀",
        "../" * 9,
        "{{1}}",
    ]
)
NAMES = st.sampled_from(
    [
        "q",
        "page",
        "county",
        "child_age",
        "sign",
        "concerns",
        "both",
        "draft",
        "lang",
        "month",
        "year",
        "which",
        "letter",
        "name",
        "date",
        "day",
        "step",
        "reference",
        "proof",
        "answer",
        "utm_source",
        "carried",
        "csrfmiddlewaretoken",
    ]
)
SENT = st.dictionaries(NAMES | st.text(max_size=8), TEXT | st.lists(TEXT, max_size=3), max_size=5)


def names(patterns, prefix="") -> set[str]:
    found = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
            found |= names(each.url_patterns, inner)
        else:
            found.add(f"{prefix}{each.name}")
    return found


def test_every_view_for_families_is_asked_here():
    (public,) = (
        each
        for each in get_resolver().url_patterns
        if isinstance(getattr(each, "pattern", None), LocalePrefixPattern)
    )
    assert names(public.url_patterns) == set(PATHS)


@pytest.mark.parametrize("path", [*PATHS.values(), *FOR_MACHINES])
def test_whatever_is_asked_of_a_public_page_it_answers(client, path):
    @hypothesis_settings(max_examples=8)
    @given(asked=SENT, sent=SENT)
    def ask(asked, sent):
        assert client.get(path, asked).status_code < 500
        assert client.post(path, sent, query_params=asked).status_code < 500

    ask()
    assert not Referral.objects.exists()
