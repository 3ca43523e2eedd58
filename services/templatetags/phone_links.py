import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

NUMBER = re.compile(r"(\b(?:1-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|711)\b)", re.ASCII)


@register.filter
def phone_links(text: str) -> SafeString:
    """The text with every number in it made a link to call: 911, 988, and 1-877-652-7624."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html_join("", '<a href="tel:{}">{}</a>', [(part.replace("-", ""), part)]),)
            if NUMBER.fullmatch(part)
            else (part,)
            for part in NUMBER.split(text)
        ),
    )
