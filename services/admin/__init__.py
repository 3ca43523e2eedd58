"""What staff edit of the pages."""

from services.admin import lists, pages, search_words, signs

__all__ = ["lists", "pages", "search_words", "signs"]
