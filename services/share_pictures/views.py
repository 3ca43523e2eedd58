"""The pictures of shared links, for whatever shows a message that has one."""

import logging
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from services.share_pictures.drawing import drawn
from services.share_pictures.words import found

log = logging.getLogger(__name__)


@require_safe
def share_picture(request, name):
    """Drawn when it is asked for first; no page waits for it. One of a former title stays."""
    path = f"share/{name}.png"
    try:
        response = FileResponse(default_storage.open(path), content_type="image/png")
    except FileNotFoundError:
        response = FileResponse(BytesIO(drawn_now(name, path)), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def drawn_now(name: str, path: str) -> bytes:
    """Raises Http404 for a name of no page: nobody makes us draw what they like."""
    wanted = found(name)
    if wanted is None:
        raise Http404
    content = drawn(wanted)
    try:
        stored = default_storage.save(path, ContentFile(content))
        if stored != path:  # another process was faster
            default_storage.delete(stored)
    except OSError:
        log.exception("A picture of a shared link could not be stored.")
    return content
