import re

from django import template

register = template.Library()

# A sign of its own at the end, also before “(optional)”.
ENDED = re.compile(r"[:?.!…](?: \([^()]*\))?$")


@register.filter
def with_colon(label: str) -> str:
    """A label before what it introduces: "Age:", but "What is on your mind?"."""
    return str(label) if ENDED.search(str(label)) else f"{label}:"
