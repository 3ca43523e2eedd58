"""Rows as they are in real life, made in one line."""

from datetime import date, timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from faq.models import Question
from referrals.families import opened_page
from referrals.models import (
    AccountChange,
    ConsentWords,
    Look,
    Notice,
    Referral,
    StaffProfile,
)
from services.models import (
    Approach,
    Card,
    CardSource,
    CareManagementOrganization,
    County,
    FirstCall,
    Photo,
    Section,
    Source,
    Term,
    Topic,
    UrgentSign,
)
from services.models.editions import Draft


def make_referral(**changes) -> Referral:
    return Referral.objects.create(**referral_fields(**changes))


def referral_fields(**changes) -> dict:
    """What a referral needs; a closed one gets a date and a reason of its own."""
    if changes.get("status") == "closed":
        changes = {"closed_at": timezone.now(), "close_reason": "connected"} | changes
    return {
        "caregiver_name": "Rosa Núñez",
        "relationship": "parent",
        "contact_method": "phone",
        "phone": "2015550123",
        "preferred_language": "es",
        "county_id": "essex",
        "child_age": "6_to_8",
        "concerns": ["autism"],
        "page_language": "en",
        "due_on": timezone.localdate() + timedelta(days=2),
        "consent_version": "2026-11",
        "consent_words": "You may call me.",
        "consent_language": "en",
    } | changes


def valid_answers() -> dict:
    """A valid form, as the browser sends it."""
    number = "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6b"
    return {
        "page_number": number,
        "page_opened": opened_page.sign(number, seconds_ago=90),
        "caregiver_name": "Rosa Núñez",
        "relationship": "parent",
        "contact_method": "phone",
        "phone": "(201) 555-0123",
        "email": "rosa@example.org",
        "best_time": "evening",
        "preferred_language": "es",
        "language_other": "",
        "county": "essex",
        "child_first_name": "M.",
        "child_age": "6_to_8",
        "concerns": ["autism", "sensory-issues"],
        "message": "Haircuts are hard.",
        "consent": "on",
    }


def publish(*rows: Draft) -> None:
    """Families read from now on what is stored of each."""
    for row in rows:
        row.publish(row.content(), None, "Test")


def make_photo(folder="0123456789abcdef0123", **changes) -> Photo:
    words = {"title": "A swing", "alt_en": "A boy on a swing", "alt_es": "Un niño en un columpio"}
    size = {"widths": [360, 720, 1080], "height": 694, "has_avif": True}
    return Photo.objects.create(folder=folder, **words | size | changes)


def make_content(*numbers: int) -> None:
    """For each number one more of everything that families read; on the hub and on a topic of it
    as well, which are published once all of it is there."""
    hub = Topic.objects.get(address="occupational-therapy")
    autism = Topic.objects.get(hub=hub, address="autism")
    socks = Card.objects.get(slug="socks")
    for number in numbers:
        make_one_more(number, hub, autism, socks)
    publish(hub, autism, socks)


def make_one_more(number: int, hub: Topic, autism: Topic, socks: Card) -> None:
    texts = {"title_en": "Sensory play", "title_es": "Juego sensorial", "short_title_en": "Play"}
    topic = Topic.objects.create(hub=hub, address=f"topic-{number}", **texts)
    sign = UrgentSign.objects.create(name=f"sign-{number}", level=3, order=number, advice_en="Go.")
    for page in (hub, autism):
        page.related.add(topic)
        page.urgent_signs.add(sign)
        own = {"topic": page, "order": number}
        anchor = f"{page.address}-{number}"
        Section.objects.create(anchor=anchor, links_to=topic, heading_en="Sensory", **own)
        source = Source.objects.create(title="A study", checked_on=timezone.localdate(), **own)
        Approach.objects.create(name_en="Play", strength="some", source=source, **own)
        question = Question.objects.create(
            anchor=anchor, question_en="Sensory?", category="cost", **own
        )
        publish(question)
    card = Card.objects.create(
        slug=f"card-{number}", clock="21:00", title_en="A card", say_en="“Ah”"
    )
    socks.topics.add(topic)
    for one in (card, socks):
        CardSource.objects.create(card=one, title="A study", checked_on=timezone.localdate())
    publish(topic, card)
    Term.objects.create(anchor=f"term-{number}", group="skills", term_en="Sensory diet")
    organization = CareManagementOrganization.objects.create(slug=f"cmo-{number}", name="CMO")
    own = {"slug": f"county-{number}", "name": f"County {number}"}
    county = County.objects.create(care_management_organization=organization, **own)
    FirstCall.objects.create(name=f"call-{number}", county=county, checked_on=timezone.localdate())


def works_for(
    person: User, organization: CareManagementOrganization | None = None, **choices
) -> StaffProfile:
    """For NJCMO, where no organization is named."""
    profile = StaffProfile.of(person)
    choices |= {"care_management_organization": organization, "for_njcmo": organization is None}
    for name, choice in choices.items():
        setattr(profile, name, choice)
    profile.save()
    return profile


def make_request_at_work(number: int) -> Referral:
    """One more late request, of another county and another person, and what goes with it."""
    person = User.objects.create_user(f"person{number}", is_staff=True)
    person.groups.add(Group.objects.get(name="intake coordinator"))
    county = County.objects.order_by("pk")[number % 21]
    organization = county.care_management_organization
    StaffProfile.objects.create(user=person, care_management_organization=organization)
    AccountChange.objects.create(account=person, what="email", asked_by=person)
    ConsentWords.objects.create(version=f"version {number}", words_en="Yes.", words_es="Sí.")
    late = {"county": county, "due_on": "2026-01-02"}
    make_referral(suspected=True, **late)
    referral = make_referral(assigned_to=person, handed_to=organization, **late)
    for audience in ("intake", "cmo", "family"):
        Notice.objects.create(referral=referral, audience=audience)
    Look.objects.create(person=person, what="revealed", reason="call", referral=referral)
    return referral


def confirm(draft, languages=("en", "es"), edition=None, by=None, **changes):
    """What families read of it, or another edition, is reviewed from now on."""
    words = {"name": "Ana Ruiz", "credential": "OTR/L", "by": by, "next_on": date(2999, 1, 1)}
    roles = {"role_en": "occupational therapist", "role_es": "terapeuta ocupacional"}
    edition = edition or draft.live_edition()
    for language in languages:
        edition.reviews.create(language=language, **words | roles | changes)
