"""The site behind pages kept ready, in the process of a test."""

from types import SimpleNamespace
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.urls import clear_script_prefix

from njcmo_site.ready.pages import ReadyPages


class Site:
    """The site behind pages kept ready; `asked` are the addresses that Django was asked for."""

    def __init__(self, **options):
        self.asked, self.handler = [], WSGIHandler()
        self.ready = ReadyPages(self.django, **options)

    def django(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.handler(environ, start_response)

    def get(self, address, method="GET", **environ):
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
        } | environ
        setup_testing_defaults(environ)
        began = {}

        def start_response(status, headers, exc_info=None):
            began.update(status=int(status[:3]), headers=dict(headers))

        answer = self.ready(environ, start_response)
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        clear_script_prefix()  # which a server sets anew for each request, and a test client never
        return SimpleNamespace(**began, body=body)

    def keeps(self, address, **environ) -> bool:
        """Whether Django is not asked for it a second time."""
        self.get(address, **environ)
        asked = len(self.asked)
        self.get(address, **environ)
        return len(self.asked) == asked
