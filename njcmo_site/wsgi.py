import os
import re

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "njcmo_site.settings")
django = get_wsgi_application()

from njcmo_site.ready.pages import ReadyPages  # noqa: E402  reads models, which are there only now

pages = ReadyPages(django, keeps=not settings.DEBUG)  # who changes a template sees it at once


def application(environ, start_response):
    environ["CONTENT_TYPE"] = known_content_type(environ.get("CONTENT_TYPE", ""))
    return pages(environ, start_response)


def known_content_type(raw: str) -> str:
    """The two kinds of body that our forms send, without a charset: every page here is UTF-8.

    Django looks up whatever charset a request names while it is still being built, where an
    exotic one is an error that nothing answers.
    """
    kind = raw.split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        boundary = re.search(r"boundary=\"?([\w'()+,./:=? -]{1,200})\"?", raw, re.ASCII)
        return f'multipart/form-data; boundary="{boundary[1]}"' if boundary else ""
    return kind if kind == "application/x-www-form-urlencoded" else ""
