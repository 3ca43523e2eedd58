"""Every migration on filled tables, forwards and back, in a database of its own.

Rows are those of the release that the migration meets, made through its models.
"""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from njcmo_site.encryption import BOUND, unbound_keys
from referrals.encryption import Sealed

RECEIVED, CLOSED = datetime(2026, 11, 24, 15, tzinfo=UTC), datetime(2026, 11, 25, 15, tzinfo=UTC)
TODAY = date(2026, 11, 30)
HASH = "0" * 64
REACHED: dict = {}  # by migrations: a copy of an empty database that was brought there, its state
SOURCES = Path(__file__).parents[2] / "njcmo_site/starter_content/sources.csv"


@pytest.fixture(autouse=True)
def own_database(django_db_blocker):
    """An empty database in the place of the suite’s, which stays as it is."""
    suites = connections["default"]
    own = connections.create_connection("default")
    # Of a pool it would get connections to the suite’s.
    options = {
        name: each for name, each in suites.settings_dict["OPTIONS"].items() if name != "pool"
    }
    own.settings_dict = suites.settings_dict | {"NAME": ":memory:", "OPTIONS": options}
    with django_db_blocker.unblock():
        if own.vendor == "postgresql":
            own.settings_dict["NAME"] = "postgres"
            with own.cursor() as cursor:
                cursor.execute("DROP DATABASE IF EXISTS migrations")
                cursor.execute("CREATE DATABASE migrations")
            own.close()
            own.settings_dict["NAME"] = "migrations"
        own.is_empty, own.state = True, None
        connections["default"] = own
        yield
        connections["default"] = suites
        own.connection.close()


def numbers(app: str) -> list[str]:
    nodes = MigrationExecutor(connection).loader.graph.nodes
    return sorted(name[:4] for label, name in nodes if label == app)


def bring(*targets: tuple[str, str], tell=None):
    """Bring the database to these migrations, from before or after them; return its models.

    To make the models takes longest: those that no migration on the way changes stay the same
    ones, and what several tests begin with is made once.
    """
    connection.ensure_connection()
    if connection.is_empty and targets in REACHED:
        copy, state = REACHED[targets]
        connection.connection.deserialize(copy)
    else:
        # Not known where one of them fails on the way.
        state, connection.state = connection.state, None
        executor = MigrationExecutor(connection, tell)
        named = executor.loader.get_migration_by_prefix
        goals = [(app, named(app, number).name) for app, number in targets]
        state = executor.migrate(goals, state=state and state.clone())
        if connection.is_empty and connection.vendor == "sqlite":
            REACHED[targets] = connection.connection.serialize(), state
    connection.is_empty, connection.state = False, state
    return state.apps


def migrate(app: str, number: str, tell=None):
    return bring((app, number), tell=tell)


def at_referrals(number: str):
    """The models of an empty site there, with the counties that a request names."""
    return bring(("services", "0002"), ("referrals", number))


def contents(apps, app: str) -> dict[str, dict]:
    """What the tables hold: of each model the keys, of each column the value for each key."""
    held = {}
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        rows = list(model.objects.all())
        held[model.__name__] = {row.pk: row.pk for row in rows}
        for field in model._meta.fields:
            column = f"{model.__name__}.{field.attname}"
            held[column] = {row.pk: value(row, field.attname) for row in rows}
    return held


def value(row, column: str):
    """The text itself where it is encrypted, as the release of this row reads it."""
    stored = row.__dict__[column]
    if isinstance(stored, Sealed) and not stored.startswith(BOUND):
        return unbound_keys().decrypt(stored).decode()
    return getattr(row, column)


def changed(before: dict, after: dict) -> set[str]:
    """Models that miss a row, and columns that are gone or hold something else."""
    return {name for name in before if differs(name, before[name], after.get(name))}


def differs(name: str, before: dict, after: dict | None) -> bool:
    if after is None or "." not in name:
        return bool(before.keys() - (after or {}).keys())
    return any(after.get(key, cell) != cell for key, cell in before.items())


def sealed(text: str) -> Sealed:
    """As the first releases encrypted it: for any place."""
    return Sealed(unbound_keys().encrypt(text.encode()).decode())


def make_referral(apps, **fields):
    row = {
        "received_at": RECEIVED,
        "caregiver_name": sealed("Rosa Núñez"),
        "relationship": "parent",
        "contact_method": "phone",
        "phone": sealed("2015550123"),
        "phone_hash": HASH,
        "message": sealed("Haircuts are hard."),
        "preferred_language": "es",
        "county_id": "essex",
        "child_age": "6_to_8",
        "concerns": ["autism"],
        "page_language": "es",
        "consent_version": "2026-11",
        "consent_words": "You may call me.",
        "consent_language": "es",
        "consented_at": RECEIVED,
    }
    return apps.get_model("referrals", "Referral").objects.create(**row | fields)


def make_stub(apps, **fields):
    """Of a request that the family took back; the first releases erased no more than this."""
    texts = dict.fromkeys(("caregiver_name", "phone", "phone_hash", "message"), "")
    closed = {"status": "closed", "closed_at": CLOSED, "close_reason": "withdrawn"}
    return make_referral(apps, **texts | closed | {"emptied_at": CLOSED} | fields)


# One walk through all of them ---------------------------------------------------------------


def fill_pages(apps):
    names = ("Topic", "Section", "Source", "UrgentSign")
    new = {name: apps.get_model("services", name).objects.create for name in names}
    hub = new["Topic"](address="occupational-therapy", title="OT", title_en="OT", title_es="TO")
    topic = new["Topic"](hub=hub, address="autism", title_en="Autism", title_es="Autismo")
    topic.related.add(hub)
    topic.urgent_signs.add(new["UrgentSign"](name="u-danger", level=1, order=1, advice_en="911"))
    new["Section"](topic=topic, anchor="signs", heading_en="Signs", body_en="<p>Text</p>")
    new["Source"](topic=topic, title="A study", url="https://example.org/", checked_on=TODAY)


def fall_behind(apps):
    behind = {"made_from": {"title": "Old"}, "behind_since": TODAY}
    apps.get_model("services", "Topic").objects.update(**behind)


def fill_contact_details(apps):
    apps.get_model("services", "ContactDetails").objects.create(id=1, email="ot@example.org")


def fill_calls_glossary_approaches(apps):
    names = ("FirstCall", "Term", "Approach")
    new = {name: apps.get_model("services", name).objects.create for name in names}
    new["FirstCall"](name="early", county_id="essex", phone="973-555-0100", checked_on=TODAY)
    new["Term"](anchor="iep", group="school", term_en="IEP", meaning_en="A plan.")
    source = apps.get_model("services", "Source").objects.get()
    new["Approach"](topic=source.topic, source=source, name_en="Play", strength="some")


def fill_notice_address(apps):
    organizations = apps.get_model("services", "CareManagementOrganization").objects
    organizations.filter(slug="essex").update(notice_email="essex@example.org")


def fill_stamp(apps):
    apps.get_model("services", "Stamp").objects.create(id=1, value="x")


def fill_checklist(apps):
    new = {name: apps.get_model("services", name).objects.create for name in ("Moment", "Sign")}
    words = {"title_en": "Meals", "title_es": "Comidas", "line_en": "At the table"}
    meals = new["Moment"](slug="meals", order=1, picture="bowl", line_es="En la mesa", **words)
    words = {"text_en": "Spills", "text_es": "Derrama"}
    new["Sign"](slug="spills", moment=meals, order=1, ages=["3_to_5"], topics=["autism"], **words)
    steps = apps.get_model("services", "NextStep").objects
    steps.create(
        slug="ask", order=1, kind="ask", ages=["3_to_5"], text_en="Why?", text_es="¿Por qué?"
    )


def fill_search_words(apps):
    apps.get_model("services", "Synonyms").objects.create(language="en", words="cost, price")
    phrases = {"phrases_en": "faint*", "phrases_es": "desmay*"}
    sign = apps.get_model("services", "UrgentSign").objects.get()
    apps.get_model("services", "UrgentPhrases").objects.create(sign=sign, **phrases)


def fill_danger_words(apps):
    phrases = {"phrases_en": "suicid*", "phrases_es": "suicid*"}
    apps.get_model("services", "DangerWords").objects.create(name="wanting-to-die", **phrases)


def fill_fixed_texts(apps):
    texts = apps.get_model("services", "FixedText").objects
    texts.create(name="call-greeting", place="The call", text_en="Hello.", text_es="Buenos días.")


def fill_doors(apps):
    new = {
        name: apps.get_model("services", name).objects.create
        for name in ("Box", "Door", "Script", "Situation")
    }
    call = apps.get_model("services", "FirstCall").objects.first()
    new["Box"](name="language", place="Below", title_en="Ask", body_en="<p>Ask.</p>")
    new["Door"](age="3_to_5", place=1, call=call, name_en="The school:", words_en="write")
    new["Script"](call=call, ages=["3_to_5"], text_en="“My child …”")
    new["Situation"](anchor="teen", situation_en="A teen", whom_en="<p>Text 988.</p>")


def fill_link_checks(apps):
    gone = {"state": "gone", "gone_on": "2026-11-29", "gone_days": 1}
    apps.get_model("services", "LinkCheck").objects.create(address="https://example.org", **gone)


def fill_given(apps):
    given = apps.get_model("services", "Given").objects
    given.create(key="term:iep meaning_en", stored="0123456789ab", shipped="0123456789ab")


def fill_cards(apps):
    cards = apps.get_model("services", "Card").objects
    card = cards.create(slug="socks", clock="07:05", say_en="“A seam.”", title_en="Socks")
    card.topics.add(apps.get_model("services", "Topic").objects.first())
    source = {"title": "Dressing", "url": "https://example.org/", "checked_on": TODAY}
    apps.get_model("services", "CardSource").objects.create(card=card, **source)


def fill_preview_link(apps):
    kind = apps.get_model("contenttypes", "ContentType").objects.create(app_label="x", model="x")
    apps.get_model("services", "PreviewLink").objects.create(kind_id=kind.pk, key=1)


def fill_fact_version(apps):
    kind = apps.get_model("contenttypes", "ContentType").objects.get(app_label="x")
    versions = apps.get_model("services", "FactVersion").objects
    versions.create(kind_id=kind.pk, key="iep", content={"fields": {}})


def fill_sources_of_sections(apps):
    section = apps.get_model("services", "Section").objects.get()
    section.sources.add(apps.get_model("services", "Source").objects.get())


def fill_addresses(apps):
    topic = apps.get_model("services", "Topic").objects.first()
    apps.get_model("services", "Card").objects.update(leads_on_to=topic)
    apps.get_model("services", "FormerAnchor").objects.create(topic=topic, section=1, anchor="old")


def fill_photos(apps):
    photos = apps.get_model("services", "Photo").objects
    size = {"widths": [360, 720], "height": 480, "has_avif": True}
    photo = photos.create(
        title="A swing", alt_en="A swing", alt_es="Un columpio", folder="0", **size
    )
    apps.get_model("services", "Section").objects.update(photo=photo)
    apps.get_model("services", "Topic").objects.update(share_photo=photo)


def fill_photos_of_cards(apps):
    photo = apps.get_model("services", "Photo").objects.first()
    apps.get_model("services", "Card").objects.update(photo=photo)


def fill_reviews(apps):
    boss = apps.get_model("auth", "User").objects.create(username="boss")
    apps.get_model("services", "PageOwners").objects.create(
        id=1, owner_id=boss.pk, deputy_id=boss.pk, mailed_on=TODAY, tried_on=TODAY
    )
    for kind in ("Topic", "Card"):
        edition = apps.get_model("services", f"{kind}Edition").objects.first()
        apps.get_model("services", f"{kind}Review").objects.create(
            edition=edition,
            language="en",
            name="Ana Ruiz",
            credential="OTR/L",
            role_en="therapist",
            role_es="terapeuta",
            by_id=boss.pk,
            next_on=date(2027, 6, 1),
        )


def fill_what_families_told(apps):
    answers = apps.get_model("services", "PageAnswer").objects
    answers.create(page="/faq/", language="en", answer="yes", number=1)
    searches = apps.get_model("services", "UnansweredSearch").objects
    searches.create(words="trampoline", language="en")


def fill_questions(apps):
    topic = apps.get_model("services", "Topic").objects.create(address="autism")
    questions = apps.get_model("faq", "Question").objects
    questions.create(anchor="cost", topic=topic, question_en="How much?", answer_en="<p>Free.</p>")


def fill_first_requests(apps):
    settings = apps.get_model("referrals", "IntakeSettings").objects
    settings.create(id=1, notice_email="intake@example.org", response_time_en="In 2 days")
    notices = apps.get_model("referrals", "Notice").objects
    notices.create(referral=make_referral(apps), tries=3, last_error="TimeoutError")
    make_referral(apps, status="closed", closed_at=CLOSED, close_reason="connected")


def fill_desk(apps):
    ana = apps.get_model("auth", "User").objects.create(username="ana")
    names = ("Step", "Look", "Comparison", "StaffProfile")
    new = {name: apps.get_model("referrals", name).objects.create for name in names}
    one, other = apps.get_model("referrals", "Referral").objects.order_by("pk")
    for note in ("", "Call the aunt"):
        new["Step"](referral=one, by=ana, what="tried", status="trying", note=note and sealed(note))
    new["Look"](person=ana, what="opened", referral=one)
    new["Comparison"](one=one, other=other, same_family=True, decided_by=ana)
    new["StaffProfile"](user=ana, languages=["es"], care_management_organization_id=1)
    one.assigned_to = one.held_by = ana
    one.handed_to_id, one.held_until = 1, CLOSED
    one.save()


def bind_texts(apps):
    """As the release of this migration writes them."""
    for model, column in (("Referral", "message"), ("Step", "note")):
        for row in apps.get_model("referrals", model).objects.all():
            setattr(row, column, "It opens here only.")
            row.save()


def fill_account_mail(apps):
    ana = apps.get_model("auth", "User").objects.get()
    apps.get_model("referrals", "AccountMail").objects.create(to=ana, kind="forgotten")


def fill_account_change(apps):
    ana = apps.get_model("auth", "User").objects.get()
    changes = apps.get_model("referrals", "AccountChange").objects
    changes.create(account=ana, what="email", email="ana@example.org", asked_by=ana)


def close_on_the_last_day(apps):
    closed = apps.get_model("referrals", "Referral").objects.filter(status="closed")
    closed.update(close_reason="last_day")


def close_as_duplicate(apps):
    closed = {"status": "closed", "closed_at": CLOSED, "close_reason": "duplicate"}
    texts = {"caregiver_name": "Rosa", "phone": "2015550123", "message": ""}
    make_referral(apps, due_on=TODAY, reference="7K4M9QF2", **closed | texts)


def fill_counts(apps):
    apps.get_model("referrals", "Count").objects.create(kind="mails", key=HASH, until=CLOSED)


def fill_last_backup(apps):
    apps.get_model("referrals", "LastBackup").objects.create(id=1, made_at=CLOSED)


def fill_numbers_we_call_from(apps):
    apps.get_model("referrals", "CallingNumber").objects.create(phone="973-555-0100")


def fill_hand_over(apps):
    referral = apps.get_model("referrals", "Referral").objects.filter(status="new").first()
    offers = apps.get_model("referrals", "HandOver").objects
    offers.create(referral=referral, to_id=1, reason="county")


def fill_staff_sessions(apps):
    expires = {"session_data": "", "expire_date": CLOSED}
    session = apps.get_model("sessions", "Session").objects.create(session_key="one", **expires)
    ana = apps.get_model("auth", "User").objects.get(username="ana")
    apps.get_model("referrals", "StaffSession").objects.create(session=session, account=ana)


def fill_faults(apps):
    apps.get_model("referrals", "Fault").objects.create(error="builtins.ValueError", place="x.py:1")


# What is put in when a migration has been reached.
FILLED = {
    "services": {
        "0001": fill_pages,
        "0003": fall_behind,
        "0004": fill_contact_details,
        "0005": fill_calls_glossary_approaches,
        "0006": fill_notice_address,
        "0008": fill_stamp,
        "0009": fill_checklist,
        "0011": fill_search_words,
        "0012": fill_fixed_texts,
        "0013": fill_doors,
        "0014": fill_given,
        "0018": fill_cards,
        "0022": fill_preview_link,
        "0023": fill_fact_version,
        "0025": fill_sources_of_sections,
        "0027": fill_reviews,
        "0031": fill_addresses,
        "0033": fill_photos,
        "0034": fill_link_checks,
        "0035": fill_what_families_told,
        "0036": fill_photos_of_cards,
        "0040": fill_danger_words,
    },
    "faq": {"0001": fill_questions},
    "referrals": {
        "0001": fill_first_requests,
        "0005": fill_desk,
        "0011": bind_texts,
        "0013": fill_account_mail,
        "0014": fill_account_change,
        "0015": close_on_the_last_day,
        "0017": fill_counts,
        "0021": fill_last_backup,
        "0025": fill_numbers_we_call_from,
        "0028": close_as_duplicate,
        "0030": fill_hand_over,
        "0033": fill_staff_sessions,
        "0031": fill_faults,
    },
}
# What a migration takes away or fills, forwards; and what its reverse does to what it found. What
# a migration has added goes with its reverse: that is not said again.
CHANGED = {
    "services": {
        "0002 back": {"CareManagementOrganization", "County"},
        "0021": {"Card.published", "Topic.published"},
        "0025": {"TopicEdition.content"},
        "0025 back": {"TopicEdition.content"},
        "0028": {"CardEdition.content", "TopicEdition.content"},
        "0028 back": {
            *(f"{kind}.reviewed_{what}" for kind in ("Card", "Topic") for what in ("on", "by")),
            *("CardEdition.content", "TopicEdition.content", "CardReview", "TopicReview"),
        },
        "0029": {f"{kind}.reviewed_{what}" for kind in ("Card", "Topic") for what in ("on", "by")},
    },
    "faq": {},
    "referrals": {
        "0002": {f"IntakeSettings.response_time{language}" for language in ("", "_en", "_es")},
        "0003": {"Referral.due_on"},
        "0003 back": {"ConsentWords"},
        "0006": {"Referral.status_since"},
        "0010": {"Step.number"},
        "0016 back": {"Referral.close_reason"},
        "0028 back": {"Referral.close_reason"},
    },
}


@pytest.mark.parametrize("app", FILLED)
def test_a_migration_changes_only_what_is_named(app):
    migrate("services", "0001" if app == "services" else "0002")
    way, models, held, found, now = numbers(app), {}, {}, {}, {}
    for number in way:
        apps = models[number] = migrate(app, number)
        found[number] = changed(now, contents(apps, app))
        FILLED[app].get(number, lambda _: None)(apps)
        held[number] = now = contents(apps, app)
    assert [name for name, cells in now.items() if not cells] == []

    def compare(done: str, migration=None, _fake=False):
        nonlocal now
        if done == "unapply_success" and migration.app_label == app:
            number = migration.name[:4]
            earlier = way[way.index(number) - 1]
            older = {name: now[name] for name in held[earlier] if name in now}
            now = contents(models[earlier], app)
            found[f"{number} back"] = changed(older, now)
            gone_back.append(number)

    gone_back: list[str] = []
    migrate(app, way[0], tell=compare)
    assert gone_back == way[:0:-1]
    assert {step: names for step, names in found.items() if names} == CHANGED[app]


# What single ones promise ---------------------------------------------------------------------


def test_counties_that_families_have_named_stay_on_the_way_back():
    make_referral(at_referrals("0001"))
    with pytest.raises(IntegrityError, match="referrals_referral"):
        migrate("services", "0001")
    connection.connection.rollback()  # as when the command ends, which dies of this
    assert migrate("services", "0002").get_model("services", "County").objects.count() == 21


def test_an_outburst_alone_loses_its_alert():
    apps = migrate("services", "0014")
    names = ("Moment", "UrgentSign", "Sign")
    new = {name: apps.get_model("services", name).objects.create for name in names}
    words = {"title_en": "Feelings", "title_es": "Emociones", "line_en": "Late", "line_es": "Tarde"}
    feelings = new["Moment"](slug="feelings", order=1, picture="bowl", **words)
    crisis = new["UrgentSign"](name="u-crisis", level=2, order=1, advice_en="Call.")
    facts = {"moment": feelings, "ages": ["3_to_5"], "topics": [], "urgent": crisis}
    for order, slug in enumerate(("outburst", "calm"), 1):
        new["Sign"](slug=slug, order=order, text_en="Hits", text_es="Golpea", **facts)
    signs = migrate("services", "0015").get_model("services", "Sign").objects
    assert dict(signs.values_list("slug", "urgent")) == {"outburst": None, "calm": "u-crisis"}
    signs = migrate("services", "0014").get_model("services", "Sign").objects
    assert set(signs.values_list("urgent", flat=True)) == {"u-crisis"}


def test_what_families_read_becomes_edition_1_and_a_draft_none():
    apps = migrate("services", "0018")
    fill_pages(apps)
    topics = apps.get_model("services", "Topic").objects
    topics.create(hub=topics.get(hub=None), address="later", title_en="Later", published=False)
    apps = migrate("services", "0021")
    first = apps.get_model("services", "TopicEdition").objects.get(draft__address="autism")
    assert (first.number, first.ends_at, first.made_by) == (1, None, None)
    page, section = first.content["fields"], first.content["sections"][0]
    assert (page["title_en"], page["title_es"], page["hub_id"]) == ("Autism", "Autismo", 1)
    assert (len(page["related"]), len(page["urgent_signs"])) == (1, 1)
    assert (section["anchor"], section["body_en"]) == ("signs", "<p>Text</p>")
    assert first.content["sources"][0]["checked_on"] == TODAY.isoformat()
    numbers = apps.get_model("services", "TopicEdition").objects.values_list("draft__address")
    assert ("later",) not in numbers
    topics = migrate("services", "0018").get_model("services", "Topic").objects
    assert dict(topics.values_list("address", "published")) == {
        "occupational-therapy": True,
        "autism": True,
        "later": False,
    }
    editions = migrate("services", "0021").get_model("services", "TopicEdition").objects
    assert editions.count() == 2


def test_a_date_and_a_name_become_a_review_in_both_languages_and_go_back():
    apps = migrate("services", "0018")
    fill_pages(apps)
    named = {"reviewed_on": TODAY, "reviewed_by": "Ana Ruiz, OTR/L"}
    apps.get_model("services", "Topic").objects.filter(address="autism").update(**named)
    apps = migrate("services", "0028")
    reviews = apps.get_model("services", "TopicReview").objects
    assert list(reviews.order_by("language").values_list("language", "name", "credential")) == [
        ("en", "Ana Ruiz", "OTR/L"),
        ("es", "Ana Ruiz", "OTR/L"),
    ]
    review = reviews.first()
    assert (review.edition.draft.address, review.reviewed_on) == ("autism", TODAY)
    topics = migrate("services", "0018").get_model("services", "Topic").objects
    assert topics.filter(address="autism", **named).exists()


def test_a_draft_that_was_kept_is_a_canceled_edition_on_the_way_back():
    apps = migrate("services", "0018")
    fill_pages(apps)
    apps = migrate("services", "0027")
    page = apps.get_model("services", "Topic").objects.get(address="autism")
    kept = {"number": 2, "content": {"fields": {}}, "why": "Kept"}
    apps.get_model("services", "TopicEdition").objects.create(draft=page, **kept)
    migrate("services", "0029")
    apps = migrate("services", "0026")
    edition = apps.get_model("services", "TopicEdition").objects.get(number=2)
    assert edition.begins_at == edition.ends_at == edition.made_at


def test_a_draft_that_is_ahead_ends_the_way_back_so_that_nobody_reads_it():
    apps = migrate("services", "0018")
    fill_pages(apps)
    apps = migrate("services", "0021")
    apps.get_model("services", "Section").objects.update(body_en="<p>Not yet</p>")
    with pytest.raises(ValueError, match="First publish or discard the changes of: .*Autism"):
        migrate("services", "0019")


def test_sources_get_names_and_editions_know_them_so_that_no_draft_is_ahead():
    apps = migrate("services", "0018")
    fill_pages(apps)
    source = apps.get_model("services", "Source").objects.get()
    for url in ("https://doi.org/10.1/1", "https://doi.org/10.1/2"):
        source.pk, source.url, source.organization, source.year = None, url, "AOTA", 2019
        source.save(force_insert=True)
    with SOURCES.open() as rows:
        first = next(csv.DictReader(rows))
    source.pk, source.url = None, first["url"]
    source.save(force_insert=True)
    apps = migrate("services", "0025")
    names = (
        apps.get_model("services", "Source").objects.order_by("pk").values_list("name", flat=True)
    )
    assert list(names) == ["source", "aota-2019", "aota-2019-2", first["key"].lower()]
    edition = apps.get_model("services", "TopicEdition").objects.get(draft__address="autism")
    assert [one["name"] for one in edition.content["sources"]] == list(names)
    apps = migrate("services", "0024")
    edition = apps.get_model("services", "TopicEdition").objects.get(draft__address="autism")
    assert "name" not in edition.content["sources"][0]


def test_a_question_that_nobody_reads_ends_the_way_back():
    migrate("services", "0018")
    apps = migrate("faq", "0003")
    fill_questions(apps)
    apps = migrate("faq", "0005")
    edition = apps.get_model("faq", "QuestionEdition").objects.get()
    assert edition.content["fields"]["answer_en"] == "<p>Free.</p>"
    migrate("faq", "0003")
    apps = migrate("faq", "0005")
    apps.get_model("faq", "Question").objects.create(anchor="new", question_en="New?")
    with pytest.raises(ValueError, match=r"question \d \(New\?\), which nobody reads"):
        migrate("faq", "0003")


def test_a_request_of_the_first_release_gets_a_day_and_its_notice_is_for_intake():
    apps = at_referrals("0001")
    referral = make_referral(apps)
    apps.get_model("referrals", "Notice").objects.create(referral=referral)
    apps = migrate("referrals", "0004")
    assert apps.get_model("referrals", "Referral").objects.get().due_on == date(2026, 11, 26)
    assert apps.get_model("referrals", "Notice").objects.get().audience == "intake"
    words = apps.get_model("referrals", "ConsentWords").objects.get()
    assert words.version == referral.consent_version
    assert words.words_en.startswith("NJCMO’s intake staff may read this")
    assert words.words_es.startswith("El personal de NJCMO")


def test_a_request_with_two_notices_keeps_a_site_that_went_all_the_way_back_from_coming_again():
    apps = at_referrals("0004")
    referral = make_referral(apps, due_on=TODAY)
    for audience in ("intake", "family"):
        notices = apps.get_model("referrals", "Notice").objects
        notices.create(referral=referral, audience=audience)
    assert migrate("referrals", "0001").get_model("referrals", "Notice").objects.count() == 2
    with pytest.raises(IntegrityError, match="referral_id"):
        migrate("referrals", "0002")


def test_a_request_has_its_status_since_it_came_or_was_closed_and_a_stub_holds_less():
    apps = at_referrals("0004")
    day = {"due_on": TODAY, "due_on_told": True}
    waits = make_referral(apps, **day)
    closed = {"status": "closed", "closed_at": CLOSED, "close_reason": "spam"}
    closed = make_referral(apps, **day | closed)
    stub = make_stub(apps, **day)
    for referral in (waits, closed, stub):
        notices = apps.get_model("referrals", "Notice").objects
        notices.create(referral=referral, audience="intake")

    apps = migrate("referrals", "0007")
    now = apps.get_model("referrals", "Referral").objects.in_bulk()
    assert now[waits.pk].status_since == RECEIVED
    assert now[closed.pk].status_since == CLOSED
    for one, kept in ((waits, True), (closed, True), (stub, False)):
        said = [getattr(now[one.pk], name) for name in NO_LONGER_KEPT]
        assert [bool(each) for each in said] == [kept] * len(said)
        assert (
            apps.get_model("referrals", "Notice").objects.filter(referral_id=one.pk).exists()
            == kept
        )


NO_LONGER_KEPT = (
    *("relationship", "contact_method", "preferred_language", "child_age", "page_language"),
    *("consent_version", "consent_words", "consent_language", "due_on_told"),
)


def test_a_stub_that_holds_less_ends_the_way_back_and_stays():
    erased = dict.fromkeys(NO_LONGER_KEPT, "") | {"due_on": TODAY, "due_on_told": False}
    stub = make_stub(at_referrals("0007"), **erased)
    with pytest.raises(IntegrityError, match="referral_(choices_are_known|has_consent)"):
        migrate("referrals", "0004")
    referrals = migrate("referrals", "0007").get_model("referrals", "Referral").objects
    assert referrals.filter(reference=stub.reference, emptied_at=CLOSED).exists()


def test_a_site_with_accounts_that_differ_by_case_alone_is_told_which():
    users = migrate("referrals", "0011").get_model("auth", "User").objects
    users.create(username="ines")
    twin = users.create(username="INES")
    with pytest.raises(CommandError, match="alone: ines. Give all but one of each another"):
        migrate("referrals", "0012")
    users.filter(pk=twin.pk).update(username="ines2")
    migrate("referrals", "0012")
    assert users.count() == 2
    migrate("referrals", "0011")
    users.filter(pk=twin.pk).update(username="INES")


def test_who_saw_every_county_by_an_empty_field_is_of_njcmo_from_then_on():
    apps = migrate("referrals", "0028")
    users = apps.get_model("auth", "User").objects
    names = ("cmo", "empty", "none", "boss")
    people = {name: users.create(username=name, is_superuser=name == "boss") for name in names}
    profiles = apps.get_model("referrals", "StaffProfile").objects
    profiles.create(user=people["cmo"], care_management_organization_id=1)
    profiles.create(user=people["empty"])
    profiles = migrate("referrals", "0029").get_model("referrals", "StaffProfile").objects
    said = dict(profiles.values_list("user__username", "for_njcmo"))
    assert said == {"cmo": False, "empty": True, "none": True, "boss": True}


def test_on_the_way_back_what_was_kept_to_its_last_day_was_not_reached():
    kept = {"status": "closed", "closed_at": CLOSED, "close_reason": "last_day", "due_on": TODAY}
    make_referral(at_referrals("0016"), **kept)
    referral = migrate("referrals", "0014").get_model("referrals", "Referral").objects.get()
    assert referral.close_reason == "not_reached"
