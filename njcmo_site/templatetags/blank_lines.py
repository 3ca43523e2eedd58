import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

KEPT = r"(<(?P<kept>textarea|pre|script|style)\b.*?</(?P=kept)>)"
EMPTY = re.compile(rf"{KEPT}|\n(?=>)|\n{{2,}}", re.DOTALL)


@register.simple_block_tag
def without_blank_lines(content: str) -> SafeString:
    """{% without_blank_lines %}…{% endwithout_blank_lines %}: what lines with nothing but tags
    leave behind is for nobody, least of all for a phone on a slow line; nor is the end of a line
    inside a tag."""
    closed_up = EMPTY.sub(lambda found: found[1] or ("\n" if len(found[0]) > 1 else ""), content)
    return mark_safe(closed_up)  # noqa: S308  the page as it was
