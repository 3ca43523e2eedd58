"""What staff edit of the pages."""

from services.admin import calls, cards, lists, pages, search_words, signs

__all__ = ["calls", "cards", "lists", "pages", "search_words", "signs"]
