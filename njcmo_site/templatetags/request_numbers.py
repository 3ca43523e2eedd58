from django import template

from njcmo_site import request_numbers

register = template.Library()


@register.simple_tag
def request_number() -> str:
    """By which operators find in the log what went wrong; "" where nobody gave it one."""
    return request_numbers.number()
