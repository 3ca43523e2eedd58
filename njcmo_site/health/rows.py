"""One line of the list: what is the matter, where, and the one thing to do next."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.utils.formats import date_format

from njcmo_site.editing import addresses


class Weight(StrEnum):
    """The heaviest first. The first two end check_content with status 1."""

    ACCESS = "keeps somebody from using it"
    SAFETY = "safety"
    CARE = "to look after"
    HINT = "hints"


@dataclass(frozen=True)
class Row:
    weight: Weight
    group: str  # what is the matter, as a heading above all rows that are alike
    place: str
    why: str
    action: str
    address: str  # where; "" for what is done outside of the site
    right: str  # whoever has it can do that, such as "services.change_section"

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm(self.right)

    @property
    def blocks(self) -> bool:
        return self.weight in {Weight.ACCESS, Weight.SAFETY}


def day(of: date) -> str:
    """As people here write it: November 29, 2026."""
    return date_format(of, "DATE_FORMAT")


def right_to(verb: str, model: type[Model] | Model) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def form_of(row: Any, column: str = "") -> tuple[str, str]:
    """(address of the form where this column is changed, the right to do so)"""
    return addresses.form_of(row, column), right_to("change", addresses.edited_as(row))
