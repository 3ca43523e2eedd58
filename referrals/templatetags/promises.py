"""How we keep our word, for the families’ form."""

from django import template

from referrals.promises import kept_promises, last_month

register = template.Library()

MORE_THAN = 10  # of fewer families somebody could tell who is meant


@register.inclusion_tag("families/our_word.html")
def our_word() -> dict[str, object]:
    kept, asked = kept_promises()
    return {"kept": kept, "asked": asked, "month": last_month()[0], "shown": asked > MORE_THAN}
