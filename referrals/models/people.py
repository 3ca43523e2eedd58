"""How a member of staff is named to others."""

from django.contrib.auth.models import User

from referrals.models.answers import PageLanguage
from referrals.models.staff import StaffProfile


def name_of(person: User | None) -> str:
    """The full name; the name of the account only where nobody has said another. "" of nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""


def described(person: User) -> str:
    """For whoever chooses one of them: "Ana Ruiz (English, Spanish; NJCMO)"."""
    profile = StaffProfile.of(person)
    languages = ", ".join(str(PageLanguage(one).label) for one in profile.languages)
    works_for = "NJCMO" if profile.for_njcmo else profile.care_management_organization
    said = [str(one) for one in (languages, works_for) if one]
    return f"{name_of(person)} ({'; '.join(said)})" if said else name_of(person)
