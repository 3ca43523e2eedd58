"""What happens to every request of the pages where staff sign in."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import add_never_cache_headers


def pages_of_accounts(get_response):
    """Where staff sign in, ?lang=es is kept in the session, and no cache keeps a page."""

    def middleware(request):
        if not request.path_info.startswith("/accounts/"):
            return get_response(request)
        if request.GET.get("lang") in dict(settings.LANGUAGES):
            request.session["language"] = request.GET["lang"]
        request.LANGUAGE_CODE = request.session.get("language", settings.LANGUAGE_CODE)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware
