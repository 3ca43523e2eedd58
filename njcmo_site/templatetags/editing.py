from django import template

from njcmo_site.editing.drafts import draft_addresses
from njcmo_site.editing.editions import in_new_jersey

register = template.Library()
register.filter("in_new_jersey", in_new_jersey)
register.simple_tag(draft_addresses)
