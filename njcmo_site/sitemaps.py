"""The addresses for search engines, each with its twin in the other language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from faq.models import Question
from njcmo_site.statements import STATEMENTS
from services.models import Topic


class TwinnedSitemap(Sitemap):
    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class TopicSitemap(TwinnedSitemap):
    def items(self):
        return Topic.objects.published().select_related("hub")

    def lastmod(self, topic):
        return topic.words_changed_on


class PageSitemap(TwinnedSitemap):
    """The other pages; the day of the last change only where it is known."""

    def items(self):
        return [
            "home",
            "faq:questions",
            "services:find_your_cmo",
            "services:first_visit_card",
            "services:glossary",
            "services:signs_checklist",
            "services:who_to_call",
            "referrals:get_help",
            *STATEMENTS,
        ]

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        if name == "faq:questions":
            return Question.objects.aggregate(last=Max("words_changed_on"))["last"]
        return STATEMENTS.get(name)


SITEMAPS = {"topics": TopicSitemap, "pages": PageSitemap}
