"""The sources of a page or of a card, as a list on its page."""

from adminsortable2.admin import SortableStackedInline

from njcmo_site.editing.base import PlainTexts
from services.admin.fields import DATES, HTTPS_LINKS
from services.admin.ordering import ROWS_A_PAGE, NumberedFormSet


class CitationInline(PlainTexts, SortableStackedInline):
    formset = NumberedFormSet
    extra = 0
    max_num = ROWS_A_PAGE
    verbose_name_plural = f"sources ({ROWS_A_PAGE} at most)"
    fields = ["order", "title", ("organization", "year"), ("url", "checked_on")]
    formfield_overrides = HTTPS_LINKS | DATES
