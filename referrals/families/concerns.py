"""What a link to the form ticks: the concern of the page that it was on."""

from referrals.models.answers import Concern
from services.models.former import key_at

HUB = "occupational-therapy"  # of whose topics nearly all concerns have the names


def concerns_of(asked: list[str]) -> list[str]:
    """Each is a concern, or an address that the page of a concern had meanwhile; others go."""
    return list(dict.fromkeys(filter(None, map(concern_of, asked))))


def concern_of(asked: str) -> str:
    if asked in Concern.values:
        return asked
    page = key_at((HUB, asked))
    alike = (one for one in Concern.values if page and key_at((HUB, one)) == page)
    return next(alike, "")
