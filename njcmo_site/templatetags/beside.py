"""Links of a page that somebody types into: what they lead to opens beside it."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

register = template.Library()

# To a page, of ours or of others; neither to a place on this one nor to a phone or a mail.
LINK = re.compile(r'(<a\b[^>]*\bhref="(?:/|https?:)[^"]*"[^>]*)>(.*?)</a>', re.DOTALL)


@register.simple_block_tag
def opens_beside(content: SafeString, asked: bool = True, unseen: bool = False) -> SafeString:
    """{% opens_beside %}…{% endopens_beside %}: each link opens a tab of its own, and says so.

    Nothing of it where it is not `asked` for. `unseen` words are for screen readers: where many
    links stand in a row, one sentence tells everybody else.
    """
    if not asked:
        return content
    words = escape(gettext("(opens beside)"))
    says = f'<span class="vh">{words}</span>' if unseen else f"<small>{words}</small>"
    return mark_safe(LINK.sub(rf'\1 target="_blank">\2 {says}</a>', content))  # noqa: S308
