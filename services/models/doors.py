"""Which places come first at an age."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from njcmo_site.spanish.bilingual import Bilingual
from services.models.ages import ChildAge
from services.models.calls import FirstCall
from services.validators import numbers_by_name


class DoorQuerySet(models.QuerySet["Door"]):
    def of(self, calls: list[FirstCall]) -> list["Door"]:
        """The doors that lead to one of these calls, without asking for it again."""
        by_key = {call.pk: call for call in calls}
        doors = [door for door in self if door.call_id in by_key]
        for door in doors:
            door.call = by_key[door.call_id]
        return doors


class Door(Bilingual):
    """One of the three places to try first for an age: which, and in how few words."""

    class Place(models.IntegerChoices):
        FIRST = 1, _("First try")
        SECOND = 2, _("Then")
        THIRD = 3, _("Also")

    age = models.CharField("age", max_length=8, choices=ChildAge)
    place = models.PositiveSmallIntegerField("place", choices=Place)
    call = models.ForeignKey(
        FirstCall, verbose_name="first call", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("name", max_length=80, validators=[numbers_by_name])
    words = models.CharField(
        "what to do there", max_length=200, blank=True, validators=[numbers_by_name]
    )

    objects = models.Manager.from_queryset(DoorQuerySet)()

    class Meta(Bilingual.Meta):
        ordering = ["age", "place"]
        verbose_name = "first door"
        verbose_name_plural = "first doors"
        constraints = [
            *Bilingual.Meta.constraints,
            models.UniqueConstraint(fields=["age", "place"], name="door_place_unique_at_age"),
            models.CheckConstraint(name="door_place_is_1_to_3", condition=Q(place__in=[1, 2, 3])),
        ]

    def __str__(self):
        return f"{self.get_age_display()}: {self.get_place_display()}"

    @property
    def said(self) -> str:
        """What to say there for a child of this age."""
        return self.call.said_at(self.age)
