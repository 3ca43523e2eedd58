import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

KEPT = r"(<(?P<kept>textarea|pre|script|style)\b.*?</(?P=kept)>)"
# At the end of these no space is seen.
BLOCKS = "div|section|nav|ul|ol|li|p|dl|details|header|footer|main|svg"
EMPTY = re.compile(rf"{KEPT}|\n+(?=>|</(?:{BLOCKS})>)|\n{{2,}}", re.DOTALL)


@register.simple_block_tag
def without_blank_lines(content: str) -> SafeString:
    """{% without_blank_lines %}…{% endwithout_blank_lines %}: what lines with nothing but tags
    leave behind is for nobody, least of all for a phone on a slow line; nor is the end of a line
    inside a tag, or of the last one of a block."""
    return mark_safe(EMPTY.sub(closed_up, content))  # noqa: S308  the page as it was


def closed_up(found: re.Match) -> str:
    at_an_end = found.string.startswith((">", "</"), found.end())
    return found[1] or ("" if at_an_end else "\n")
