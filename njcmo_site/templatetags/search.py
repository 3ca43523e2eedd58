from django import template

from njcmo_site.search.results import marked, snippet

register = template.Library()
register.filter("marked", marked)
register.filter("snippet", snippet)
