"""The drawings, and the cloth on which each lies."""

from django.db import models


class Picture(models.TextChoices):
    """The drawings; each lies on its own cloth, so that a topic looks the same everywhere."""

    BALL = "ball", "Ball (leaf stripes)"
    BOW = "bow", "Bow (sky grid)"
    BOWL = "bowl", "Bowl (tomato gingham)"
    BUTTON = "button", "Button (plum diagonals)"
    CANS = "cans", "Two cans and a string (tomato gingham)"
    KITE = "kite", "Kite (sky grid)"
    PENCIL = "pencil", "Pencil (leaf stripes)"
    RAINBOW = "rainbow", "Wooden rainbow (marigold dots)"
    SOCK = "sock", "Sock (teal stripes)"
    SWING = "swing", "Swing (marigold dots)"
    TOOTHBRUSH = "toothbrush", "Toothbrush (sky grid)"
    UMBRELLA = "umbrella", "Umbrella (plum diagonals)"

    @property
    def cloth(self) -> str:
        """The name of the cloth: the drawing's class in the style sheet."""
        return {
            "ball": "leaf",
            "bow": "sky",
            "bowl": "tomato",
            "button": "plum",
            "cans": "tomato",
            "kite": "sky",
            "pencil": "leaf",
            "rainbow": "marigold",
            "sock": "teal",
            "swing": "marigold",
            "toothbrush": "sky",
            "umbrella": "plum",
        }[self.value]
