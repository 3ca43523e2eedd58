"""What happens that operators may want to look up: a line of the log each."""

import logging

log = logging.getLogger("njcmo_site.events")
REFUSED = {400, 401, 403, 405, 413, 429, 503}


def note(event: str, **facts: str | int | None) -> None:
    """Facts are numbers, words of ours and references: no name, no address, nothing typed."""
    log.info(event, extra={"facts": facts})


def note_refusals(get_response):
    """Whatever refuses, and whichever limit: by the name of the page, not by what was asked."""

    def middleware(request):
        response = get_response(request)
        if response.status_code in REFUSED:
            match = request.resolver_match
            note("refused", status=response.status_code, page=match and match.view_name)
        return response

    return middleware
