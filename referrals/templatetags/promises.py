"""How we keep our word, for the families’ form."""

from django import template

from referrals.promises import word_of_last_month
from services.models.kept import kept

register = template.Library()

MORE_THAN = 10  # of fewer families somebody could tell who is meant


@register.inclusion_tag("families/our_word.html")
def our_word() -> dict[str, object]:
    """As it was within the last hour: nobody who opens the form waits until all are counted."""
    month, in_time, asked = kept(word_of_last_month)
    return {"kept": in_time, "asked": asked, "month": month, "shown": asked > MORE_THAN}
