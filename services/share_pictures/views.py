"""The pictures of shared links, for whatever shows a message that has one."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from services.share_pictures.drawing import drawn
from services.share_pictures.words import found

END_OF_PNG = b"IEND\xaeB`\x82"

log = logging.getLogger(__name__)


@require_safe
def share_picture(request, name):
    """Drawn when it is asked for first; no page waits for it. One of a former title stays."""
    path = f"share/{name}.png"
    content = stored(path) or drawn_now(name, path)
    response = HttpResponse(content, content_type="image/png")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # shown where a message is read
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def stored(path: str) -> bytes:
    """Nothing of one that another process is still writing, or that a full disk cut short."""
    try:
        with default_storage.open(path) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return b""
    return content if content.endswith(END_OF_PNG) else b""


def drawn_now(name: str, path: str) -> bytes:
    """Raises Http404 for a name of no page: nobody makes us draw what they like."""
    wanted = found(name)
    if wanted is None:
        raise Http404
    content = drawn(wanted)
    try:
        default_storage.delete(path)  # one that was cut short
        saved = default_storage.save(path, ContentFile(content))
        if saved != path:  # another process was faster
            default_storage.delete(saved)
    except OSError:
        log.exception("A picture of a shared link could not be stored.")
    return content
