"""What must never be false in a table, held up to the database itself.

Each constraint is given rows that break it alone, and neighbors of them that are right.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, QuerySet

from faq.models import Question
from njcmo_site.spanish.bilingual import Bilingual
from referrals.encryption import Sealed
from referrals.models import (
    AccountChange,
    AccountMail,
    CallingNumber,
    Comparison,
    ConsentWords,
    Count,
    Fault,
    HandOver,
    IntakeSettings,
    LastBackup,
    Look,
    Notice,
    Referral,
    StaffProfile,
    StaffSession,
    Step,
)
from referrals.models.rules import ERASED, NOTHING
from referrals.models.work import OPEN
from services.models import (
    Box,
    Card,
    CareManagementOrganization,
    ContactDetails,
    County,
    DangerWords,
    Door,
    FirstCall,
    FixedText,
    FormerAnchor,
    Given,
    LinkCheck,
    Moment,
    NextStep,
    PageAnswer,
    PageOwners,
    Photo,
    Section,
    Sign,
    Situation,
    Source,
    Stamp,
    Term,
    Topic,
    UnansweredSearch,
    UrgentPhrases,
    UrgentSign,
)
from services.models.turns import kinds
from tests.factories import confirm, referral_fields

pytestmark = pytest.mark.django_db

ONE, OTHER, THIRD, FREE = 901, 902, 903, 904  # keys that no sequence has come to
NUMBERS = [f"3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6{last}" for last in "abc"]
HASH = "0" * 64
TODAY = "2026-12-01"
NOW = "2026-12-01T15:00Z"

BILINGUAL = [model for model in apps.get_models() if issubclass(model, Bilingual)]


@dataclass
class Case:
    row: Callable[[], QuerySet]  # makes or finds one right row
    wrong: list[dict]  # changes of it that the database refuses
    right: list[dict]  # and such that it accepts


def stored(row) -> QuerySet:
    row.save()
    return type(row).objects.filter(pk=row.pk)


def unique(field: str, make: Callable, taken="one", own="other", free="one-2") -> Case:
    """No two of the rows that are made with this field have the same in it."""

    def row():
        stored(make(**{field: taken}))
        return stored(make(**{field: own}))

    return Case(row, wrong=[{field: taken}], right=[{field: free}])


def one_row(model) -> Case:
    return Case(lambda: stored(model(id=1)), wrong=[{"id": 2}, {"id": 0}], right=[{"id": 1}])


def photo(folder="own") -> Photo:
    return Photo(
        folder=folder, title="A swing", alt_en="A swing", widths=[720], height=480, has_avif=True
    )


def behind(model) -> Case:
    """The Spanish is behind since a day, and the English that it was made from."""

    def row():
        first = model.objects.first()
        return model.objects.filter(pk=first.pk) if first else stored(photo())

    return Case(
        row,
        wrong=[{"made_from": {"title": "Old"}}, {"behind_since": TODAY}],
        right=[
            {"made_from": {"title": "Old"}, "behind_since": TODAY},
            {"made_from": None, "behind_since": None},
        ],
    )


def numbered(kind) -> Case:
    """The editions of a draft."""
    other = kind.objects.order_by("draft")[:1].values("draft")
    return Case(
        lambda: second_edition(kind),
        wrong=[{"number": 1}],
        right=[{"number": 3}, {"draft": other}],
    )


def ending(kind) -> Case:
    return Case(
        lambda: second_edition(kind),
        wrong=[{"ends_at": "2026-12-01T14:59Z"}, {"begins_at": None, "ends_at": NOW}],
        right=[
            {"ends_at": NOW},
            {"ends_at": "2026-12-01T15:01Z"},
            {"ends_at": None},
            {"begins_at": None},
        ],
    )


def reviews(model) -> QuerySet:
    confirm(model.objects.filter(editions__isnull=False).first(), ["en"])
    return model.kind_of_reviews().objects.all()


def next_one(model) -> Case:
    return Case(
        lambda: reviews(model),
        wrong=[{"next_on": F("reviewed_on")}, {"next_on": "1999-01-01"}],
        right=[{"reviewed_on": "2026-01-01", "next_on": "2026-01-02"}],
    )


def with_name(model) -> Case:
    return Case(lambda: reviews(model), wrong=[{"name": ""}], right=[{"name": "Ana Ruiz"}])


def checklist(model, slug: str, **cases) -> Case:
    return Case(lambda: model.objects.filter(slug=slug), **cases)


def topic(address="autism") -> QuerySet:
    return Topic.objects.filter(address=address)


def second_edition(kind) -> QuerySet:
    """Of the draft that came last; of the others there is the first alone."""
    first = kind.objects.latest("draft")
    return stored(kind(draft=first.draft, number=2, content=first.content, begins_at=NOW))


def phrases_beside_others() -> QuerySet:
    first, second = UrgentPhrases.objects.order_by("sign")[:2]
    return UrgentPhrases.objects.filter(pk=second.pk)


def hub() -> QuerySet:
    return stored(Topic(address="physical-therapy"))


def section() -> QuerySet:
    on_page = {"topic": topic().get()}
    stored(Section(anchor="one", **on_page))
    stored(Section(anchor="elsewhere", topic=topic("adhd").get()))
    return stored(Section(anchor="own", **on_page))


def former_anchor() -> QuerySet:
    on_page = {"topic": topic().get(), "section": 1}
    stored(FormerAnchor(anchor="one", **on_page))
    stored(FormerAnchor(anchor="elsewhere", section=1, topic=topic("adhd").get()))
    return stored(FormerAnchor(anchor="own", **on_page))


def source() -> QuerySet:
    on_page = {"topic": topic().get(), "checked_on": TODAY}
    stored(Source(name="one", **on_page))
    stored(Source(name="elsewhere", topic=topic("adhd").get(), checked_on=TODAY))
    return stored(Source(name="own", **on_page))


def answers() -> QuerySet:
    same = {"page": "/faq/", "language": "en", "answer": "yes"}
    stored(PageAnswer(day=TODAY, **same))
    return stored(PageAnswer(day="2026-12-02", **same))


def searched() -> QuerySet:
    stored(UnansweredSearch(words="one", language="en", first_on=TODAY, last_on=TODAY))
    return stored(UnansweredSearch(words="own", language="en", first_on=TODAY, last_on=TODAY))


def organization(**fields) -> CareManagementOrganization:
    return CareManagementOrganization(**{"slug": "atlantic"} | fields)


def county(**fields) -> County:
    cmo = CareManagementOrganization.objects.first()
    return County(**{"slug": fields.get("name")} | fields, care_management_organization=cmo)


def referral(**fields) -> QuerySet:
    return stored(Referral(**referral_fields(**{"pk": ONE} | fields)))


def emptied() -> QuerySet:
    row = referral(status="closed")
    row.update(**dict.fromkeys(ERASED, "") | NOTHING, emptied_at=NOW)
    return row


def still_held() -> list[dict]:
    """What an emptied referral can still hold, each alone."""
    names = ("phone", "second_phone", "email")
    contacts = [{name: Sealed("x"), f"{name}_hash": HASH} for name in names]
    others = set(ERASED) - {"leave_message", "family_knows"}.union(*contacts)
    texts = [{name: Sealed("x")} for name in sorted(others)]
    return [*contacts, *texts, {"leave_message": "yes"}, {"family_knows": True}]


def step() -> QuerySet:
    referral()
    return stored(Step(referral_id=ONE, what="moved", status="new", note="A note."))


def pinned_beside_another() -> QuerySet:
    own = step()
    stored(Step(referral_id=ONE, what="noted", status="new", note="First.", pinned=True))
    referral(pk=OTHER)
    return own


def step_of(number) -> Step:
    referral()
    return Step(referral_id=ONE, what="moved", status="new", number=number)


def comparison() -> QuerySet:
    for pk in (ONE, OTHER, THIRD):
        referral(pk=pk)
    decided = {"same_family": True, "decided_by_id": ONE}
    stored(Comparison(one_id=OTHER, other_id=THIRD, **decided))
    return stored(Comparison(one_id=ONE, other_id=THIRD, **decided))


def look() -> QuerySet:
    referral()
    return stored(Look(person_id=ONE, what="opened", referral_id=ONE))


def notice() -> QuerySet:
    referral()
    stored(Notice(referral_id=ONE, audience="family"))
    return stored(Notice(referral_id=ONE, audience="intake"))


def hand_over(pk) -> QuerySet:
    referral(pk=pk)
    return stored(HandOver(referral_id=pk, to_id=1, reason="language"))


def account_change(*further: str) -> QuerySet:
    for what in further:
        stored(AccountChange(account_id=ONE, what=what, asked_by_id=OTHER))
    return stored(AccountChange(account_id=ONE, what="factor", asked_by_id=OTHER))


def consent_words(version) -> ConsentWords:
    return ConsentWords(version=version, words_en="Yes.", words_es="Sí.")


CLOSED = {"status": "closed", "closed_at": NOW, "close_reason": "spam"}
BY_MAIL = {"contact_method": "email", "email": Sealed("x"), "email_hash": HASH}
NO_PHONE = {"phone": "", "phone_hash": ""}
KEPT = [f"keep_{status}" for status in ("new", "trying", "in_touch", "connected", "closed")]


def door() -> QuerySet:
    return Door.objects.filter(age="6_to_8", place=1)


CASES = {
    # Of services
    "topic_address_unique_in_hub": Case(
        topic,
        wrong=[{"address": "adhd"}],
        right=[{"address": "adhd-2"}, {"address": "occupational-therapy"}],
    ),
    "topic_hub_address_unique": Case(
        hub,
        wrong=[{"address": "occupational-therapy"}],
        right=[{"address": "occupational-therapy-2"}, {"address": "autism"}],
    ),
    "topic_not_its_own_hub": Case(topic, wrong=[{"hub": F("id")}], right=[{"hub": None}]),
    "topic_leads_on_to_another": Case(
        topic, wrong=[{"leads_on_to": F("id")}], right=[{"leads_on_to": None}]
    ),
    "former_anchor_leads_one_way": Case(
        former_anchor, wrong=[{"anchor": "one"}], right=[{"anchor": "two"}, {"anchor": "elsewhere"}]
    ),
    "topicreview_next_after_it": next_one(Topic),
    "topicreview_has_a_name": with_name(Topic),
    "cardreview_next_after_it": next_one(Card),
    "cardreview_has_a_name": with_name(Card),
    "Photo.folder": unique("folder", photo),
    "photo_says_what_it_shows": Case(
        lambda: stored(photo()),
        wrong=[{"alt_en": ""}, {"alt_en": None, "alt_es": "Un columpio"}],
        right=[{"alt_en": None, "decorative": True}, {"alt_en": "A boy on a swing"}],
    ),
    "photo_focus_is_in_it": Case(
        lambda: stored(photo()),
        wrong=[{"focus_x": 101}, {"focus_y": 101}],
        right=[{"focus_x": 0, "focus_y": 100}],
    ),
    "page_owners_one_row": one_row(PageOwners),
    "Card.slug": unique("slug", lambda slug: Card(slug=slug, clock="21:00")),
    "section_anchor_unique_on_page": Case(
        section,
        wrong=[{"anchor": "one"}],
        right=[{"anchor": "one-2"}, {"anchor": "elsewhere"}],
    ),
    "source_name_unique_on_page": Case(
        source,
        wrong=[{"name": "one"}],
        right=[{"name": "one-2"}, {"name": "elsewhere"}],
    ),
    "cmo_verified_phone_is_a_phone": Case(
        lambda: stored(organization()),
        wrong=[{"phone_verified": True}],
        right=[{"phone_verified": True, "phone": "973-555-0100"}, {"phone": "973-555-0100"}],
    ),
    "CareManagementOrganization.slug": unique("slug", organization),
    "County.slug": unique("slug", lambda slug: county(slug=slug, name=slug)),
    "County.name": unique("name", county),
    "UrgentSign.name": unique("name", lambda name: UrgentSign(name=name, level=1, order=1)),
    "FirstCall.name": unique("name", lambda name: FirstCall(name=name, checked_on=TODAY)),
    "Box.name": unique("name", lambda name: Box(name=name, place=name, title_en="X")),
    "door_place_unique_at_age": Case(
        door,
        wrong=[{"place": F("place") + 1}],
        right=[{"age": "any"}],
    ),
    "door_place_is_1_to_3": Case(
        door, wrong=[{"place": 0, "age": "any"}, {"place": 4}], right=[{"place": 3, "age": "any"}]
    ),
    "Given.key": unique("key", lambda key: Given(key=key)),
    "Situation.anchor": unique("anchor", lambda anchor: Situation(anchor=anchor)),
    "Term.anchor": unique("anchor", lambda anchor: Term(anchor=anchor, group="therapy")),
    "Moment.slug": checklist(Moment, "meals", wrong=[{"slug": "dressing"}], right=[{"slug": "x"}]),
    "Moment.order": checklist(Moment, "meals", wrong=[{"order": 1}], right=[{"order": 99}]),
    "moment_in_both_languages": checklist(
        Moment,
        "meals",
        wrong=[{"title_es": ""}, {"line_en": None}],
        right=[{"title_es": "Comidas", "line_en": "At the table"}],
    ),
    "Sign.slug": checklist(Sign, "calm", wrong=[{"slug": "change"}], right=[{"slug": "x"}]),
    "sign_in_both_languages": checklist(
        Sign, "calm", wrong=[{"text_en": ""}, {"text_es": None}], right=[{"text_en": "Words"}]
    ),
    "sign_order_unique_in_moment": checklist(
        Sign, "calm", wrong=[{"order": F("order") + 1}], right=[{"order": 99}]
    ),
    "sign_order_unique_for_today": checklist(
        Sign, "u-headache", wrong=[{"order": F("order") + 1}], right=[{"order": 99}]
    ),
    "sign_of_no_moment_is_urgent": checklist(
        Sign, "u-headache", wrong=[{"urgent": None}], right=[{"urgent": None, "moment": "meals"}]
    ),
    "NextStep.slug": checklist(
        NextStep, "teen", wrong=[{"slug": "under-3"}], right=[{"slug": "x"}]
    ),
    "NextStep.order": checklist(NextStep, "teen", wrong=[{"order": 1}], right=[{"order": 99}]),
    "nextstep_in_both_languages": checklist(
        NextStep, "teen", wrong=[{"text_es": ""}], right=[{"text_es": "Palabras"}]
    ),
    "nextstep_kind_is_known": checklist(
        NextStep, "teen", wrong=[{"kind": "wait"}], right=[{"kind": "ask"}]
    ),
    "FixedText.name": unique("name", lambda name: FixedText(name=name, place=name, text_en="X")),
    "DangerWords.name": unique(
        "name", lambda name: DangerWords(name=name, phrases_en="gun", phrases_es="arma")
    ),
    "UrgentPhrases.sign": Case(
        phrases_beside_others,
        wrong=[{"sign": UrgentSign.objects.all()[:1].values("pk")}],
        right=[{"phrases_en": "faint*"}],
    ),
    "page_answer_one_row_a_day": Case(
        answers,
        wrong=[{"day": TODAY}],
        right=[
            {"day": TODAY, **other}
            for other in ({"page": "/"}, {"language": "es"}, {"answer": "hard"})
        ],
    ),
    "unanswered_search_one_row": Case(
        searched, wrong=[{"words": "one"}], right=[{"words": "one", "language": "es"}]
    ),
    "unanswered_search_in_order": Case(
        searched, wrong=[{"last_on": "2026-11-30"}], right=[{"last_on": "2026-12-02"}]
    ),
    "contact_details_one_row": one_row(ContactDetails),
    "stamp_one_row": one_row(Stamp),
    "LinkCheck.address": unique(
        "address", lambda address: LinkCheck(address=address, state="works")
    ),
    "link_check_state_is_known": Case(
        lambda: stored(LinkCheck(address="https://a.org", state="unknown")),
        wrong=[{"state": ""}, {"state": "away"}],
        right=[{"state": "works"}, {"state": "gone", "gone_days": 1, "gone_on": TODAY}],
    ),
    "link_check_gone_has_a_day": Case(
        lambda: stored(LinkCheck(address="https://a.org", state="unknown")),
        wrong=[{"gone_days": 1}, {"gone_on": TODAY}],
        right=[{"gone_days": 2, "gone_on": TODAY}],
    ),
    "link_check_gone_is_counted": Case(
        lambda: stored(
            LinkCheck(address="https://a.org", state="gone", gone_days=1, gone_on=TODAY)
        ),
        wrong=[{"state": "works"}, {"gone_days": 0, "gone_on": None}],
        right=[{"state": "unknown"}, {"state": "works", "gone_days": 0, "gone_on": None}],
    ),
    # Of both
    **{f"{kind.__name__.lower()}_number_unique": numbered(kind) for kind in kinds()},
    **{f"{kind.__name__.lower()}_ends_after_it_begins": ending(kind) for kind in kinds()},
    **{
        f"{model.__name__.lower()}_behind_has_date_and_english": behind(model)
        for model in BILINGUAL
    },
    # Of faq
    "Question.anchor": unique("anchor", lambda anchor: Question(anchor=anchor, category="cost")),
    # Of referrals
    "Referral.reference": unique(
        "reference",
        lambda reference: Referral(**referral_fields(reference=reference)),
        *("7K4M9QF2", "7K4M9QF3", "7K4M9QF4"),
    ),
    "Referral.page_number": unique(
        "page_number",
        lambda page_number: Referral(**referral_fields(page_number=page_number)),
        *NUMBERS,
    ),
    "referral_reference_is_whole": Case(
        referral, wrong=[{"reference": "7K4M9QF"}], right=[{"reference": "7K4M9QF2"}]
    ),
    "referral_choices_are_known": Case(
        referral,
        wrong=[
            {"relationship": "stranger"},
            {"contact_method": "fax"},
            {"best_time": "midnight"},
            {"preferred_language": "fr"},
            {"child_age": "21"},
            {"page_language": "fr"},
        ],
        right=[
            {"relationship": "self"},
            {"contact_method": "text"},
            {"best_time": "evening"},
            {"best_time": ""},
            {"preferred_language": "en"},
            {"child_age": "18_to_20"},
            {"page_language": "es"},
        ],
    ),
    "referral_source_tells_who_entered_it": Case(
        referral,
        wrong=[{"source": "letter"}, {"source": "phone"}, {"entered_by": ONE}],
        right=[{"source": one, "entered_by": ONE} for one in ("phone", "professional")],
    ),
    "referral_says_who_asks": Case(
        referral, wrong=[{"caregiver_name": ""}], right=[{"caregiver_name": Sealed("x")}]
    ),
    "referral_can_be_answered": Case(
        referral,
        wrong=[
            NO_PHONE,
            {"contact_method": "email"},
            BY_MAIL | NO_PHONE | {"contact_method": "text"},
        ],
        right=[BY_MAIL, BY_MAIL | NO_PHONE, {"contact_method": "text"}],
    ),
    "referral_names_other_language": Case(
        referral,
        wrong=[{"preferred_language": "other"}],
        right=[{"preferred_language": "other", "language_other": Sealed("x")}],
    ),
    "referral_hash_goes_with_contact": Case(
        referral,
        wrong=[
            {"phone_hash": ""},
            {"phone_hash": HASH[1:]},
            BY_MAIL | {"phone": ""},
            {"email": Sealed("x")},
            {"email": Sealed("x"), "email_hash": HASH[1:]},
            {"email_hash": HASH},
        ],
        right=[{"phone_hash": HASH}, {"email": Sealed("x"), "email_hash": HASH}],
    ),
    "referral_leave_message_is_known": Case(
        referral,
        wrong=[{"leave_message": "maybe"}],
        right=[{"leave_message": each} for each in ("", "yes", "first_name", "no")],
    ),
    "referral_hash_goes_with_second_phone": Case(
        referral,
        wrong=[
            {"second_phone": Sealed("x")},
            {"second_phone": Sealed("x"), "second_phone_hash": HASH[1:]},
            {"second_phone_hash": HASH},
        ],
        right=[{"second_phone": Sealed("x"), "second_phone_hash": HASH}],
    ),
    "referral_has_consent": Case(
        referral,
        wrong=[{"consent_version": ""}, {"consent_words": ""}, {"consent_language": "fr"}],
        right=[{"consent_version": "2", "consent_words": "Yes.", "consent_language": "es"}],
    ),
    "referral_status_is_known": Case(
        referral, wrong=[{"status": "lost"}], right=[{"status": status} for status in OPEN]
    ),
    "referral_closed_has_date_and_reason": Case(
        referral,
        wrong=[
            CLOSED | {"closed_at": None},
            CLOSED | {"close_reason": ""},
            CLOSED | {"close_reason": "bored"},
            {"closed_at": NOW},
            {"close_reason": "spam"},
        ],
        right=[CLOSED, CLOSED | {"close_reason": "last_day"}],
    ),
    "referral_emptied_is_closed_and_empty": Case(
        emptied,
        wrong=[
            *still_held(),
            {"assigned_to": ONE},
            {"handed_to": ONE},
            {"status": "new", "closed_at": None, "close_reason": ""},
        ],
        right=[{"concerns": []}, {"close_reason": "withdrawn"}],
    ),
    "referral_held_by_somebody_until": Case(
        referral,
        wrong=[{"held_by": ONE}, {"held_until": NOW}],
        right=[{"held_by": ONE, "held_until": NOW}],
    ),
    "Step.number": unique("number", step_of, *NUMBERS),
    "step_is_known": Case(
        step,
        wrong=[{"what": "forgotten"}, {"status": "lost"}],
        right=[{"what": "handed_over"}, {"status": "closed"}],
    ),
    "step_note_has_words": Case(
        step, wrong=[{"what": "noted", "note": ""}], right=[{"what": "noted"}, {"note": ""}]
    ),
    "step_pinned_has_note": Case(
        step, wrong=[{"pinned": True, "note": ""}], right=[{"pinned": True}, {"note": ""}]
    ),
    "step_one_read_first": Case(
        pinned_beside_another,
        wrong=[{"pinned": True}],
        right=[{"pinned": True, "referral": OTHER}, {"pinned": False}],
    ),
    "comparison_once": Case(
        comparison, wrong=[{"one": OTHER}], right=[{"one": OTHER, "other": FREE}]
    ),
    "comparison_older_first": Case(
        comparison,
        wrong=[{"one": THIRD}, {"one": FREE}],
        right=[{"other": OTHER}],
    ),
    "look_is_of_a_referral": Case(
        look,
        wrong=[
            {"referral": None},
            {"what": "searched", "reason": "call"},
            {"what": "copied", "reason": "call"},
        ],
        right=[
            {"what": "searched", "reason": "call", "referral": None},
            {"what": "printed", "reason": "call"},
        ],
    ),
    "look_has_reason": Case(
        look,
        wrong=[{"what": "revealed"}, {"reason": "curious"}],
        right=[{"what": "revealed", "reason": "call"}, {"reason": "call"}],
    ),
    "StaffProfile.user": unique(
        "user_id", lambda user_id: StaffProfile(user_id=user_id, for_njcmo=True), ONE, OTHER, THIRD
    ),
    "staff_profile_is_of_njcmo_or_of_a_cmo": Case(
        lambda: stored(StaffProfile(user_id=ONE, for_njcmo=True)),
        wrong=[{"for_njcmo": False}, {"care_management_organization": 1}],
        right=[{"for_njcmo": False, "care_management_organization": 1}],
    ),
    "StaffSession.session": unique(
        "session_id", lambda session_id: StaffSession(session_id=session_id, account_id=ONE)
    ),
    "intake_settings_one_row": one_row(IntakeSettings),
    "last_backup_one_row": one_row(LastBackup),
    "fault_once_by_place": unique("place", lambda place: Fault(error="builtins.E", place=place)),
    "intake_settings_keep_a_month_to_ten_years": Case(
        lambda: stored(IntakeSettings(id=1)),
        wrong=[{name: days} for name in KEPT for days in (29, 3651)],
        right=[dict.fromkeys(KEPT, days) for days in (30, 3650)],
    ),
    "intake_settings_calls_end_after_they_begin": Case(
        lambda: stored(IntakeSettings(id=1)),
        wrong=[
            {"calls_from": "09:00"},
            {"calls_until": "17:00"},
            {"calls_from": "17:00", "calls_until": "17:00"},
        ],
        right=[{"calls_from": "09:00", "calls_until": "17:00"}],
    ),
    "CallingNumber.phone": unique("phone", lambda phone: CallingNumber(phone=phone)),
    "intake_settings_target_is_a_month_at_most": Case(
        lambda: stored(IntakeSettings(id=1)),
        wrong=[{"target_working_days": days} for days in (0, 31)],
        right=[{"target_working_days": days} for days in (1, 30)],
    ),
    "ConsentWords.version": unique("version", consent_words),
    "consent_words_in_both_languages": Case(
        lambda: stored(consent_words(version="2")),
        wrong=[{name: text} for name in ("words_en", "words_es") for text in ("", None)],
        right=[{"words_en": "Yes."}, {"words_es": "Sí."}],
    ),
    "notice_one_for_each_audience": Case(
        notice,
        wrong=[{"audience": "family"}],
        right=[{"audience": "cmo"}, {"audience": "family", "referral": OTHER}],
    ),
    "notice_audience_is_known": Case(
        notice, wrong=[{"audience": "press"}], right=[{"audience": "cmo"}]
    ),
    "HandOver.referral": Case(
        lambda: (hand_over(OTHER), hand_over(ONE))[1],
        wrong=[{"referral": OTHER}],
        right=[{"referral": ONE}],
    ),
    "hand_over_reason_is_known": Case(
        lambda: hand_over(ONE), wrong=[{"reason": "whim"}], right=[{"reason": "county"}]
    ),
    "account_mail_language_is_known": Case(
        lambda: stored(AccountMail(kind="forgotten")),
        wrong=[{"language": "fr"}],
        right=[{"language": "es"}],
    ),
    "account_change_once": Case(
        lambda: account_change("email"),
        wrong=[{"what": "email"}],
        right=[{"what": "email", "account": OTHER}],
    ),
    "account_change_of_factor_is_not_asked_by_its_owner": Case(
        account_change,
        wrong=[{"asked_by": F("account")}],
        right=[{"asked_by": THIRD}, {"asked_by": F("account"), "what": "email"}],
    ),
    "Count.key": unique("key", lambda key: Count(kind="mails", key=key, until=NOW)),
    "username_in_any_case": Case(
        lambda: User.objects.filter(pk=OTHER),
        wrong=[{"username": "ANA"}],
        right=[{"username": "ANABEL"}],
    ),
}


def rules() -> dict[str, str]:
    """Each constraint, by its name or by its column, and what the database says of it."""
    found = {}
    for app in ("services", "faq", "referrals"):
        for model in apps.get_app_config(app).get_models():
            assert not model._meta.unique_together
            for rule in model._meta.constraints:
                found[rule.name] = rule.name
                if isinstance(rule, models.UniqueConstraint):
                    found[rule.name] = taken(model, *rule.fields)
            for field in model._meta.concrete_fields:
                if field.unique and not isinstance(field, models.AutoField):
                    found[f"{model.__name__}.{field.name}"] = taken(model, field.name)
    # In the table of another app, so in no model of ours.
    return found | {"username_in_any_case": "username_in_any_case"}


def taken(model, *fields: str) -> str:
    columns = [model._meta.get_field(name).column for name in fields]
    if connection.vendor == "sqlite":
        table = model._meta.db_table
        return f"UNIQUE constraint failed: {', '.join(f'{table}.{one}' for one in columns)}"
    return f"Key ({', '.join(columns)})="


def refusal(row: QuerySet, changes: dict) -> str:
    """What the database says of this change, which is then taken back; "" when it accepts it."""
    try:
        with transaction.atomic():
            assert row.update(**changes) == 1
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return str(refused).replace('"', "")  # PostgreSQL quotes a column named order
    return ""


@pytest.fixture(autouse=True)
def people():
    names = {ONE: "ana", OTHER: "ben", THIRD: "cruz"}
    User.objects.bulk_create(User(pk=pk, username=name) for pk, name in names.items())


def test_every_constraint_has_a_case():
    assert set(CASES) == set(rules())


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_what_breaks_a_constraint_and_accepts_its_neighbor(name):
    case = CASES[name]
    row = case.row()
    for changes in case.wrong:
        assert rules()[name] in refusal(row, changes), changes
    for changes in case.right:
        assert refusal(row, changes) == "", changes
