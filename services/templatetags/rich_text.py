from django import template

from njcmo_site.richtext import safe

register = template.Library()
register.filter("rich_text", safe)
