"""What browsers, and caches that many share, may keep of an answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

# Browsers ask each time whether a page is still the same; a cache that many share asks once a
# second, shows the old one while it asks for up to ten, and for an hour while we do not answer.
FOR_EVERYBODY = "public, max-age=0, s-maxage=1, stale-while-revalidate=10, stale-if-error=3600"


def for_everybody(view: Callable) -> Callable:
    """A page that is the same for whoever asks: any cache may keep it (njcmo_site/ready/).

    Not with a query: ?draft is for staff, and what a family chose is for nobody else.
    """

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        is_plain = response.status_code == 200 and not request.META.get("QUERY_STRING")
        if is_plain and not response.has_header("Cache-Control"):  # a draft has its own
            response["Cache-Control"] = FOR_EVERYBODY
        return response

    as_marked: Any = marked
    as_marked.is_for_everybody = True
    return marked
