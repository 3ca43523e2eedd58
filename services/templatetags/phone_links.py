import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from services import names

register = template.Library()

NUMBER = re.compile(r"(\b(?:1-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|711)\b)", re.ASCII)

TEL_LINK = re.compile(
    r'(<a [^>]*href="tel:[^">]*")(?=>(?:PerformCare|[\d\s()+.-]|</?span[^>]*>)+</a>)', re.ASCII
)
NAME_IN_TEXT = re.compile(
    r"(<(?P<no_text>script|style|select|textarea)\b.*?</(?P=no_text)>"
    r'|<(?P<marked>\w+)[^>]* translate="no"[^>]*>.*?</(?P=marked)>'
    r"|<[^>]*>)"
    r"|PerformCare|\b(?:1-)?\d{3}-\d{3}-\d{4}\b",
    re.ASCII | re.DOTALL,
)


@register.filter
def phone_links(text: str) -> SafeString:
    """The text with every number in it, and every one that it names, made a link to call."""
    parts = NUMBER.split(names.with_numbers(text))
    return format_html_join(
        "",
        "{}",
        ((names.call_link(part) if NUMBER.fullmatch(part) else part,) for part in parts),
    )


@register.simple_tag
def number(name: str) -> str:
    """The number of the first call of this name; "" where there is none."""
    return names.number(name)


@register.simple_tag
def call_link(name: str) -> SafeString:
    """That number as a link to call."""
    return names.call_link(names.number(name))


@register.simple_block_tag
def names_as_written(content: str) -> SafeString:
    """{% names_as_written %}…{% endnames_as_written %}: a page whose phone numbers and mentions of
    PerformCare stay as they are, left to right, when a browser translates it."""
    content = TEL_LINK.sub(rf"\1 {names.AS_WRITTEN}", content)
    return mark_safe(  # noqa: S308  the page as it was, with nothing but spans added
        NAME_IN_TEXT.sub(
            lambda found: found[1] or f"<span {names.AS_WRITTEN}>{found[0]}</span>", content
        )
    )
