from django import template
from django.contrib.auth.models import User
from django.urls import reverse

from njcmo_site.editing.drafts import draft_addresses
from njcmo_site.editing.editions import in_new_jersey
from njcmo_site.health import everything, going_live, words
from njcmo_site.health.rows import Row
from njcmo_site.new_editions import Live, ahead, contents, live_editions
from njcmo_site.reviews import FINE, Line, lines, may_see
from njcmo_site.search.freshness import index
from njcmo_site.suggestions import suggestions
from services.models.barriers import blocks
from services.models.editions import Draft
from services.models.kept import kept
from services.models.photos import Photo, read_photos

register = template.Library()
register.filter("in_new_jersey", in_new_jersey)
register.filter("sees_health", everything.may_see)
register.simple_tag(draft_addresses)
register.simple_tag(going_live.lacking, name="before_going_live")


@register.simple_tag
def our_pages() -> list[tuple[str, str]]:
    """(address, name) of whatever families can find on the site, for links to it."""
    return [
        (one.url, f"{one.title} ({one.where})" if one.where else one.title)
        for one in index().documents
    ]


@register.simple_tag
def our_photos() -> list[Photo]:
    """Those of the site, to be put into texts."""
    return list(kept(read_photos).values())


@register.simple_tag
def what_families_read(user: User) -> Live:
    """For the two tags below, which tell nobody else anything."""
    return live_editions() if may_see(user) else {}


@register.simple_tag
def pages_to_review(user: User, live: Live) -> list[Line]:
    """Those that wait: for a reviewer all, for whoever edits pages the overdue ones."""
    if user.has_perm("services.review_topic"):
        return [line for line in lines(live) if line.urgency < FINE]
    if user.has_perm("services.change_topic"):
        return [line for line in lines(live) if line.is_overdue]
    return []


@register.simple_tag
def count_newer_words(user: User) -> int:
    return len(suggestions(user))


@register.simple_tag
def drafts_ahead(user: User, live: Live) -> list[tuple[str, str]]:
    """(name, address of its page of changes) of each draft ahead of what families read."""
    if not user.has_perm("services.change_topic"):
        return []
    return [
        (
            str(kind._default_manager.get(pk=key)),
            reverse(f"admin:{kind._meta.app_label}_{kind._meta.model_name}_changes", args=[key]),
        )
        for kind, key in ahead(contents(), live)
    ]


@register.simple_tag
def checks_of(draft: Draft) -> dict[str, list[Row]]:
    """What keeps it from being published, and what could be easier to read."""
    in_the_way = [row for row in words.in_the_way(draft) if blocks(row.group, draft)]
    return {"in_the_way": in_the_way, "hints": list(words.hints(draft))}
