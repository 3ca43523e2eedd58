"""What staff edit of the pages."""

from services.admin import lists, pages

__all__ = ["lists", "pages"]
