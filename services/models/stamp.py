"""How a process hears that pages changed."""

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string


class Stamp(models.Model):
    """Another after each change of what families read. One row, written with the change itself."""

    value = models.CharField(max_length=22)

    class Meta:
        constraints = [models.CheckConstraint(name="stamp_one_row", condition=Q(id=1))]

    def __str__(self):
        return self.value

    @classmethod
    def current(cls) -> str:
        """ "" before the first change."""
        return cls.objects.values_list("value", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        new = Stamp(id=1, value=get_random_string(22))
        Stamp.objects.bulk_create(
            [new], update_conflicts=True, unique_fields=["id"], update_fields=["value"]
        )
