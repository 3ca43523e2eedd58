from django import template

from services.names import rich

register = template.Library()
register.filter("rich_text", rich)
