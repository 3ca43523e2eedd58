"""What staff edit of the pages."""

from services.admin import lists, pages, signs

__all__ = ["lists", "pages", "signs"]
