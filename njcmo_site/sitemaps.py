"""The addresses for search engines, each with its twin in the other language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Value
from django.urls import reverse
from django.utils.functional import cached_property

from faq.published import newest_words_of, questions
from njcmo_site.statements import STATEMENTS, TEMPLATES
from services.models import CareManagementOrganization, FirstCall, Topic
from services.models.published import cards, pages
from services.reading_cards import reading_cards


class TwinnedSitemap(Sitemap):
    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class RowSitemap(TwinnedSitemap):
    """Pages that are rows, and the cards."""

    def items(self):
        return [*pages().values(), *cards().values()]

    def lastmod(self, row):
        return newest_words_of(row) if isinstance(row, Topic) else row.words_changed_on


class PageSitemap(TwinnedSitemap):
    """The other pages, each dated by its rows where somebody dates them, or by its template."""

    rows = {
        "services:find_your_cmo": CareManagementOrganization,
        "services:who_to_call": FirstCall,
    }

    def items(self):
        return sorted({*self.newest, *TEMPLATES, *STATEMENTS})

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return self.newest.get(name) or TEMPLATES.get(name) or STATEMENTS.get(name)

    @cached_property
    def newest(self):
        """The newest day of each of these pages, None without a row."""
        first, *others = (
            model._default_manager.order_by()
            .annotate(page=Value(name))
            .values_list("page")
            .annotate(last=Max("checked_on"))
            for name, model in self.rows.items()
        )
        return dict(first.union(*others)) | {
            "faq:questions": max((one.words_changed_on for one in questions()), default=None),
            "services:try_today": max(
                (one.words_changed_on for one in cards().values()), default=None
            ),
        }


class ReadingCardSitemap(TwinnedSitemap):
    """The cards to read with a child: their words have no day of their own."""

    def items(self):
        return list(reading_cards().values())

    def lastmod(self, card):
        return TEMPLATES["services:first_visit_card"]


SITEMAPS = {"topics": RowSitemap, "pages": PageSitemap, "reading_cards": ReadingCardSitemap}
