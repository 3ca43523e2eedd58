from django import template

from services.models.ages import ChildAge

register = template.Library()


@register.simple_tag
def every_age() -> list[ChildAge]:
    return list(ChildAge)
