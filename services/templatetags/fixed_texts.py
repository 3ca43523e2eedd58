import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from services.models import Box, FixedText
from services.models.kept import kept
from services.names import read_boxes, read_texts, with_numbers

register = template.Library()

WEB_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:)])")


@register.simple_tag
def fixed_text(name: str) -> FixedText:
    """The row of that name; one without words before the starter content is loaded."""
    return kept(read_texts).get(name) or FixedText(name=name)


@register.simple_tag
def box(name: str) -> Box | None:
    """The box of that name; None before the starter content is loaded."""
    return kept(read_boxes).get(name)


@register.filter
def web_links(text: str) -> SafeString:
    """The text with every https://www.example.org/ in it made a link that reads example.org."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html_join("", '<a href="{}">{}</a>', [(part, shown_address(part))]),)
            if WEB_ADDRESS.fullmatch(part)
            else (part,)
            for part in WEB_ADDRESS.split(with_numbers(text))
        ),
    )


def shown_address(address: str) -> str:
    return re.sub(r"^https?://(www\.)?|/$", "", address)
