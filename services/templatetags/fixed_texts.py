import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from services.models import FixedText

register = template.Library()

WEB_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:)])")


@register.simple_tag
def fixed_text(name: str) -> FixedText:
    """The row of that name; one without words before the starter content is loaded."""
    return FixedText.objects.filter(name=name).first() or FixedText(name=name)


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
            for part in WEB_ADDRESS.split(text)
        ),
    )


def shown_address(address: str) -> str:
    return re.sub(r"^https?://(www\.)?|/$", "", address)
