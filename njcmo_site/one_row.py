"""A model that has one row, such as the settings of intake."""

from typing import Self

from django.db import models


class OneRow(models.Model):
    """Each model adds the constraint that its id is 1, under a name of its own."""

    class Meta:
        abstract = True

    @classmethod
    def current(cls) -> Self:
        """The one row; before staff have saved it, one with every field as it is by default."""
        return cls._default_manager.first() or cls(id=1)
