"""What each field of each row is about; encryption, export and erasing follow from it.

A field that stands here under no class, or under two, fails the tests.
"""

OPEN = "open"  # families read it on the site, or may
INTERNAL = "internal"  # of the work of staff and of the site; nothing that a family wrote
PERSONAL = "personal"  # of the caregiver
CHILD = "child"  # of the child

# By model: the class of all its fields, or the names by class.
CLASSES: dict[str, str | dict[str, str]] = {
    "faq.question": OPEN,
    "faq.questionedition": {
        OPEN: "number content begins_at ends_at",
        INTERNAL: "id draft made_at made_by why",
    },
    "services.approach": OPEN,
    "services.caremanagementorganization": {
        OPEN: "id slug name name_verified website phone phone_verified hours languages checked_on",
        INTERNAL: "notice_email note",
    },
    "services.contactdetails": OPEN,
    "services.box": OPEN,
    "services.card": OPEN,
    "services.cardedition": {
        OPEN: "number content begins_at ends_at",
        INTERNAL: "id draft made_at made_by why small review_wanted",
    },
    "services.cardreview": {
        OPEN: "language reviewed_on next_on name credential role_en role_es",
        INTERNAL: "id edition by",
    },
    "services.cardsource": OPEN,
    "services.county": OPEN,
    "services.dangerwords": OPEN,
    "services.door": OPEN,
    "services.script": OPEN,
    "services.situation": OPEN,
    "services.firstcall": OPEN,
    "services.fixedtext": OPEN,
    "services.section": OPEN,
    "services.source": OPEN,
    "services.stamp": OPEN,
    "services.synonyms": OPEN,
    "services.term": OPEN,
    "services.topic": OPEN,
    "services.topicedition": {
        OPEN: "number content begins_at ends_at",
        INTERNAL: "id draft made_at made_by why small review_wanted",
    },
    "services.topicreview": {
        OPEN: "language reviewed_on next_on name credential role_en role_es",
        INTERNAL: "id edition by",
    },
    "services.pageanswer": INTERNAL,
    "services.pageowners": INTERNAL,
    "services.factversion": INTERNAL,
    "services.formeranchor": OPEN,
    "services.given": INTERNAL,
    "services.photo": {
        OPEN: "id alt alt_en alt_es decorative focus_x focus_y folder widths height has_avif",
        INTERNAL: "title made_from behind_since made_at made_by",
    },
    "services.linkcheck": INTERNAL,
    "services.previewlink": INTERNAL,
    "services.moment": OPEN,
    "services.nextstep": OPEN,
    "services.sign": OPEN,
    "services.unansweredsearch": INTERNAL,
    "services.urgentphrases": OPEN,
    "services.urgentsign": OPEN,
    "referrals.accountchange": INTERNAL,
    "referrals.accountmail": INTERNAL,
    "referrals.callingnumber": OPEN,
    "referrals.comparison": INTERNAL,
    "referrals.consentwords": OPEN,
    "referrals.count": INTERNAL,
    "referrals.handover": INTERNAL,
    "referrals.fault": INTERNAL,
    "referrals.intakesettings": INTERNAL,
    "referrals.lastbackup": INTERNAL,
    "referrals.look": INTERNAL,
    "referrals.notice": INTERNAL,
    "referrals.referral": {
        INTERNAL: (
            "id reference page_number received_at due_on due_on_told county consented_at status"
            " closed_at close_reason status_since suspected assigned_to handed_to tries"
            " first_tried_at next_attempt_at held_by held_until emptied_at may_be_urgent source"
            " entered_by next_step_on wrong_number"
        ),
        PERSONAL: (
            "caregiver_name relationship family_name family_knows contact_method phone phone_hash"
            " second_phone second_phone_hash email email_hash best_time leave_message contact_notes"
            " preferred_language language_other page_language consent_version consent_words"
            " consent_language"
        ),
        CHILD: "child_first_name child_age concerns message",
    },
    "referrals.staffprofile": INTERNAL,
    "referrals.staffsession": INTERNAL,
    "referrals.step": {
        INTERNAL: "id referral at by what status detail number pinned before",
        CHILD: "note",
    },
}
# Of these nobody can tell whom they are about, so a stub keeps them: what was on the mind of how
# many families.
KEPT_IN_STUBS = {"concerns"}
# By these the board counts: they stand in an export without a personal column being asked for.
COUNTED = {"child_age", "concerns", "preferred_language"}


def fields(model: str, *classes: str) -> tuple[str, ...]:
    """The names of the fields of "app.model" that have one of these classes."""
    of_model = CLASSES[model]
    if isinstance(of_model, str):
        raise ValueError(f"All fields of {model} are {of_model}.")
    return tuple(name for one in classes for name in of_model.get(one, "").split())


def of_family(model: str) -> tuple[str, ...]:
    return fields(model, PERSONAL, CHILD)


def erased(model: str) -> tuple[str, ...]:
    """What is emptied on the last day, or when the family takes its request back."""
    return tuple(name for name in of_family(model) if name not in KEPT_IN_STUBS)
