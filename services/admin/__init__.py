"""What staff edit of the pages."""

from services.admin import calls, lists, pages, search_words, signs

__all__ = ["calls", "lists", "pages", "search_words", "signs"]
