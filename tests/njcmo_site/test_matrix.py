"""Who may do what: every role, every page and action of staff, in one table."""

from datetime import UTC, datetime
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from faq.models import Question
from njcmo_site.editing.editions import digest
from referrals.models import Referral, Step
from services.models import (
    Approach,
    Card,
    CardReview,
    CareManagementOrganization,
    County,
    DangerWords,
    FactVersion,
    Moment,
    NextStep,
    PageOwners,
    Photo,
    Section,
    Sign,
    Source,
    Synonyms,
    Topic,
    TopicReview,
    UnansweredSearch,
    UrgentPhrases,
)
from services.models.turns import kinds
from tests import photos
from tests.factories import confirm, make_referral, valid_answers, works_for
from tests.staff_pages import NEW_SECTION, form_of, page_of, seen

pytestmark = pytest.mark.django_db

ROLES = {
    "E": "content editor",
    "R": "clinical reviewer",
    "C": "intake coordinator",
    "S": "supervisor",
    "M": "manager",
}
ENCRYPTED = [Referral, Step]


def get(path):
    return lambda client, referral: client.get(path.format(pk=referral.pk))


def post(path, **data):
    return lambda client, referral: client.post(path.format(pk=referral.pk), data)


def save(path, **changes):
    """Save a page as a browser does: what it shows, and the changes."""

    def opened_and_saved(client, referral):
        address = path.format(pk=referral.pk)
        page = client.get(address)
        shown = form_of(page) if page.status_code == 200 else {}
        return client.post(address, shown | changes)

    return opened_and_saved


def move(client, referral):
    opened = seen(client, referral) if client.get(page_of(referral)).status_code == 200 else {}
    return client.post(page_of(referral), opened | {"status": "in_touch", "note": "Met"})


def page_of_topic():
    return f"/admin/services/topic/{Topic.objects.get(address='adhd').pk}/change/"


PARTS = {"section": Section, "source": Source, "approach": Approach}
NEW_PARTS = {
    "section": NEW_SECTION,
    "source": {
        "title": "New",
        "organization": "X",
        "url": "https://example.org",
        "checked_on": "2026-01-02",
    },
    "approach": {"name_en": "New", "strength": "some", "finding_en": "New"},
}


def part(kind, page="change"):
    """The address of a page about a part that nothing leads to and nothing rests on."""
    return f"/admin/services/{kind}/{last_part(kind).pk}/{page}/"


def last_part(kind):
    return PARTS[kind].objects.filter(topic__address="adhd").last()


def new_part(kind):
    return f"/admin/services/{kind}/add/?topic={Topic.objects.get(address='adhd').pk}"


def add_part(kind):
    """Whether or not the form could be opened."""

    def added(client, _):
        rests_on = {"source": last_part("source").pk} if kind == "approach" else {}
        return client.post(new_part(kind), NEW_PARTS[kind] | rests_on)

    return added


def move_part(kind):
    def moved(client, _):
        data = {"part": f"{kind}-{last_part(kind).pk}", "to": "1"}
        return client.post(page_of_topic().replace("change/", "move/"), data)

    return moved


def card():
    return f"/admin/services/card/{Card.objects.get(slug='socks').pk}/change/"


def question():
    return f"/admin/faq/question/{Question.objects.first().pk}/change/"


# The drafts that are ahead of what families read, and who may look at them.
DRAFTS = [("page", page_of_topic, "ER"), ("card", card, "ER"), ("question", question, "E")]
REVIEWED = [("page", page_of_topic), ("card", card)]


def beside(draft, page) -> str:
    """The address of a page about the editions of this draft."""
    return draft().replace("change/", page)


def look(draft, page):
    return lambda client, _: client.get(beside(draft, page))


def send(draft, page, **data):
    """As after a look at the draft, whoever had that look."""

    def seen_and_sent(client, _):
        row = draft_at(draft())
        seen = digest(row.content(), row.last_number())
        return client.post(beside(draft, page), {"seen": seen} | data)

    return seen_and_sent


def publish(draft):
    return send(draft, "changes/", why="New words", publish="")


def draft_at(path):
    kind, pk = path.split("/")[3:5]
    return {"topic": Topic, "card": Card, "question": Question}[kind].objects.get(pk=pk)


def group():
    return f"/admin/services/synonyms/{Synonyms.objects.first().pk}/change/"


def urgent():
    return f"/admin/services/urgentphrases/{UrgentPhrases.objects.first().pk}/change/"


def danger():
    return f"/admin/services/dangerwords/{DangerWords.objects.first().pk}/change/"


def organization():
    pk = CareManagementOrganization.objects.first().pk
    return f"/admin/services/caremanagementorganization/{pk}/change/"


def account():
    return f"/admin/auth/user/{User.objects.get(username='colleague').pk}/change/"


def give_county(client, referral):
    other = CareManagementOrganization.objects.exclude(counties="essex").first()
    path = "/admin/services/county/essex/change/"
    return client.post(path, {"care_management_organization": other.pk})


def bring_back(client, _):
    kind = ContentType.objects.get_for_model(Synonyms)
    content = {"fields": {"language": "en", "words": "own, ours"}}
    gone = FactVersion.objects.create(kind=kind, key="987654", content=content, deleted=True)
    return client.post("/admin/services/synonyms/deleted/", {"version": gone.pk})


def give_pages(client, referral):
    owner = User.objects.get(username="colleague").pk
    return save("/admin/services/pageowners/1/change/", owner=str(owner))(client, referral)


YET_TO_COME = datetime(2999, 1, 1, tzinfo=UTC)
ADDRESS = {"notice_email": "cmo@example.org"}
REVIEW = {"languages": "en", "name": "Dr. Ada", "credential": "MD", "next_on": "2027-06-01"}
REVIEW |= {"role_en": "pediatrician", "role_es": "pediatra"}
NEW_ACCOUNT = {"username": "newcomer", "email": "newcomer@example.org", "first_name": "New"}
NEW_ACCOUNT |= {"last_name": "Comer", "care_management_organization": "njcmo"}
DESK = "/admin/desk"

# What, how, and the initials of those who may; everybody else may not, and nothing changes.
READING = [
    ("the start page", get("/admin/"), "ERCSM"),
    ("the list of pages", get("/admin/services/topic/"), "ER"),
    ("a page", lambda client, _: client.get(page_of_topic()), "ER"),
    ("the list of cards", get("/admin/services/card/"), "ER"),
    ("a card", lambda client, _: client.get(card()), "ER"),
    ("the list of questions", get("/admin/faq/question/"), "E"),
    ("a question", lambda client, _: client.get(question()), "E"),
    ("urgent signs", get("/admin/services/urgentsign/"), "E"),
    ("fixed texts", get("/admin/services/fixedtext/"), "E"),
    ("words of search", get("/admin/services/synonyms/"), "E"),
    ("urgent words", get("/admin/services/urgentphrases/"), "ER"),
    ("words of danger", get("/admin/services/dangerwords/"), "ER"),
    ("first calls", get("/admin/services/firstcall/"), "E"),
    ("the glossary", get("/admin/services/term/"), "E"),
    ("deleted words of the glossary", get("/admin/services/term/deleted/"), "E"),
    ("deleted counties", get("/admin/services/county/deleted/"), ""),
    ("moments of the checklist", get("/admin/services/moment/"), "ER"),
    ("signs of the checklist", get("/admin/services/sign/"), "ER"),
    ("a sign of the checklist", get("/admin/services/sign/calm/change/"), "ER"),
    ("next steps of the checklist", get("/admin/services/nextstep/"), "ER"),
    ("a new sign of the checklist", get("/admin/services/sign/add/"), ""),
    ("CMOs", get("/admin/services/caremanagementorganization/"), "EM"),
    ("photos", get("/admin/services/photo/"), "E"),
    ("a new photo", get(photos.ADD), "E"),
    ("counties", get("/admin/services/county/"), "EM"),
    ("Spanish to check", get("/admin/spanish/"), "E"),
    ("the guide to publishing a page", get("/admin/guide/publish/"), "E"),
    ("the guide to reviewing a page", get("/admin/guide/review/"), "R"),
    ("the guide to calling a family", get("/admin/guide/next-call/"), "CSM"),
    ("the health of the site", get("/admin/health/"), "ERCSM"),
    ("what families told", get("/admin/heard/"), "E"),
    ("hints for a text", post("/admin/hints/", kind="rich", language="en"), "EM"),
    ("the list of reviews", get("/admin/reviews/"), "ER"),
    ("who owns the pages", get("/admin/services/pageowners/1/change/"), "EM"),
    ("the list of referrals", get("/admin/referrals/referral/"), "CSM"),
    ("a referral", get("/admin/referrals/referral/{pk}/change/"), "CSM"),
    ("the history of a referral", get("/admin/referrals/referral/{pk}/history/"), "CSM"),
    ("the call screen", get(DESK + "/{pk}/call/"), "CSM"),
    ("everything held about a request", get(DESK + "/{pk}/everything/"), "SM"),
    ("the search", get(DESK + "/search/"), "CSM"),
    ("a request to enter", get(DESK + "/enter/"), "CSM"),
    ("the hand-over", get(DESK + "/{pk}/hand-over/"), "CSM"),
    ("the numbers", get(DESK + "/numbers/"), "CSM"),
    ("the export", get(DESK + "/export/"), "M"),
    ("e-mails that wait", get("/admin/referrals/notice/"), "CSM"),
    ("who looked", get("/admin/referrals/look/"), "SM"),
    ("intake settings", get("/admin/referrals/intakesettings/1/change/"), "CSM"),
    ("numbers we call from", get("/admin/referrals/callingnumber/"), "M"),
    ("words of the consent", get("/admin/referrals/consentwords/"), "CSM"),
    ("new words of the consent", get("/admin/referrals/consentwords/add/"), "M"),
    ("accounts", get("/admin/auth/user/"), "M"),
    ("an account", lambda client, _: client.get(account()), "M"),
    ("groups", get("/admin/auth/group/"), "M"),
]
READING += [
    row
    for kind in PARTS
    for row in (
        (f"the {kind} of a page", lambda c, _, kind=kind: c.get(part(kind)), "ER"),
        (f"a new {kind} of a page", lambda c, _, kind=kind: c.get(new_part(kind)), "E"),
    )
]
READING += [
    row
    for name, draft, may in DRAFTS
    for row in (
        (f"how a {name} looks on a phone", look(draft, "preview/"), may),
        (f"what changed in a {name}", look(draft, "changes/"), may),
        (f"the editions of a {name}", look(draft, "editions/"), may),
        (f"an edition of a {name}", look(draft, "editions/1/"), may),
        (f"an edition of a {name} beside the draft", look(draft, "editions/1/?against=draft"), may),
    )
]
READING += [
    (f"the review of an edition of a {name}", look(draft, "editions/1/review/"), "R")
    for name, draft in REVIEWED
]
DOING = [
    ("change a page", lambda *args: save(page_of_topic(), title_en="Changed")(*args), "E"),
    ("change a card", lambda *args: save(card(), title_en="Changed")(*args), "E"),
    ("add a photo", lambda c, _: photos.send(c), "E"),
    ("change who owns the pages", give_pages, "EM"),
    ("change an answer", lambda *args: save(question(), question_en="Changed?")(*args), "E"),
    ("change a group of words", lambda *args: save(group(), words="ot, ours")(*args), "E"),
    ("bring a group of words back", bring_back, "E"),
    ("change urgent words", lambda *args: save(urgent(), phrases_en="ours")(*args), "ER"),
    ("change words of danger", lambda *args: save(danger(), phrases_en="ours")(*args), "ER"),
    ("silence a sign", lambda c, _: c.post(f"{urgent()[:-7]}delete/", {"post": "yes"}), ""),
    ("change a moment", save("/admin/services/moment/meals/change/", title_en="Changed"), "E"),
    ("change a sign", save("/admin/services/sign/calm/change/", text_en="Changed"), "E"),
    ("change a next step", save("/admin/services/nextstep/teen/change/", text_en="Changed"), "E"),
    ("delete a sign", post("/admin/services/sign/calm/delete/", post="yes"), ""),
    ("change a CMO", lambda *args: save(organization(), note="Changed")(*args), "EM"),
    ("have a CMO told of requests", lambda *args: save(organization(), **ADDRESS)(*args), "M"),
    ("give a county to a CMO", give_county, "M"),
    ("show what a family wrote", post(DESK + "/{pk}/reveal/", reason="call"), "CSM"),
    ("print a referral", post(DESK + "/{pk}/print/", reason="call"), "CSM"),
    ("show everything held", post(DESK + "/{pk}/everything/", reason="family_asks"), "SM"),
    ("erase because a family asks", post(DESK + "/{pk}/erase/", erase="on"), "SM"),
    ("forget a search that found nothing", post("/admin/heard/", forget="xylophone"), "E"),
    ("search for a phone", post(DESK + "/search/", q="201 555 0123", reason="call"), "CSM"),
    ("move a referral", move, "CSM"),
    ("take a referral", post(DESK + "/{pk}/take/"), "CSM"),
    ("get the next call", post(DESK + "/next-call/"), "CSM"),
    ("say how a call ended", post(DESK + "/{pk}/call/", outcome="no_answer"), "CSM"),
    (
        "enter a request",
        lambda c, _: c.post(DESK + "/enter/", valid_answers() | {"consent": "en"}),
        "CSM",
    ),
    ("make a letter", post(DESK + "/{pk}/letter/"), "CSM"),
    ("hand a referral over", post(DESK + "/{pk}/hand-over/", reason="absence"), "CSM"),
    (
        "set the target",
        save("/admin/referrals/intakesettings/1/change/", target_working_days="5"),
        "M",
    ),
    (
        "set how long is kept",
        save("/admin/referrals/intakesettings/1/change/", keep_closed="90"),
        "M",
    ),
    (
        "change the words of the consent",
        save("/admin/referrals/consentwords/add/", words_en="Call me.", words_es="Llámeme."),
        "M",
    ),
    ("export", post(DESK + "/export/", columns="reference", status="", reason="report"), "M"),
    (
        "make an account",
        lambda c, _: c.post(
            "/admin/auth/user/add/",
            NEW_ACCOUNT | {"groups": Group.objects.get(name="content editor").pk},
        ),
        "M",
    ),
    (
        "send a link for a new password",
        lambda c, _: c.post(account().replace("change", "send-link")),
        "M",
    ),
    ("close an account", lambda *args: save(account(), is_active=[])(*args), "M"),
    ("add a referral", post("/admin/referrals/referral/add/"), ""),
    ("delete a referral", post("/admin/referrals/referral/{pk}/delete/", post="yes"), ""),
    ("delete an account", lambda c, _: c.post(f"{account()[:-7]}delete/", {"post": "yes"}), ""),
]

CHANGED_PARTS = {
    "section": {"heading_en": "Changed", "evidence": "everyday"},
    "source": {"title": "Changed"},
    "approach": {"name_en": "Changed"},
}
DOING += [
    row
    for kind, changes in CHANGED_PARTS.items()
    for row in (
        (
            f"change the {kind} of a page",
            lambda *args, kind=kind, changes=changes: save(part(kind), **changes)(*args),
            "E",
        ),
        (f"add the {kind} of a page", add_part(kind), "E"),
        (f"move the {kind} of a page", move_part(kind), "E"),
        (
            f"delete the {kind} of a page",
            lambda c, _, kind=kind: c.post(part(kind, "delete"), {"post": "yes"}),
            "E",
        ),
    )
]
DOING += [
    row
    for name, draft, _may in DRAFTS
    for row in (
        (f"publish a {name}", publish(draft), "E"),
        (f"keep the draft of a {name}", send(draft, "changes/", why="Later", keep=""), "E"),
        (f"discard what changed in a {name}", send(draft, "changes/", discard=""), "E"),
        (f"put an edition into the draft of a {name}", send(draft, "editions/1/"), "E"),
        (f"cancel an edition of a {name}", send(draft, "editions/", cancel="2"), "E"),
        (f"withdraw a {name}", send(draft, "editions/", withdraw=""), "E"),
    )
]
DOING += [
    (f"confirm an edition of a {name}", send(draft, "editions/1/review/", **REVIEW), "R")
    for name, draft in REVIEWED
]


@cache
def select(model) -> str:
    """All rows of a table; a text in two languages is read as these, not as the one spoken."""
    fields = model._meta.concrete_fields
    spoken = {field.translated_field.name for field in fields if hasattr(field, "translated_field")}
    columns = [field.column for field in fields if field.name not in spoken]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    return f"SELECT {quoted} FROM {model._meta.db_table} ORDER BY 1"


def everything() -> dict:
    """All that staff work on, as it is stored: by SQL, since Django takes five times as long for
    what is asked six hundred times. What families wrote is encrypted anew each time it is saved,
    and a text that is not there is stored in two ways.
    """
    models = [*apps.get_app_config("referrals").get_models(), User, Topic, Card, Question]
    models += [CareManagementOrganization, County, Moment, Sign, NextStep, *PARTS.values()]
    models += [
        Synonyms,
        UrgentPhrases,
        DangerWords,
        *kinds(),
        TopicReview,
        CardReview,
        PageOwners,
        Photo,
    ]
    models += [UnansweredSearch]
    stored = {}
    with connection.cursor() as cursor:
        for model in models:
            rows = cursor.execute(select(model)).fetchall()
            stored[model] = [["" if cell is None else cell for cell in row] for row in rows]
    return stored | {model: list(model.objects.order_by("pk").values()) for model in ENCRYPTED}


@pytest.fixture(scope="module")
def people(new_site_again):
    """By their roles; and all that they work on, made once for all rows of the tables."""
    with new_site_again():
        made = {}
        for role in ROLES.values():
            made[role] = User.objects.create_user(role.replace(" ", "-"), is_staff=True)
            made[role].groups.add(Group.objects.get(name=role))
            works_for(made[role])
        works_for(User.objects.create_user("colleague", is_staff=True))
        apps.get_model("referrals", "IntakeSettings").objects.create(id=1)
        PageOwners.objects.create(id=1)
        make_drafts()
        make_parts()
        topic = draft_at(page_of_topic())
        confirm(topic, edition=topic.keep(topic.content(), None, "For a review"))
        make_referral()
        UnansweredSearch.objects.create(words="xylophone", language="en")
        yield made


def make_drafts():
    """Each is ahead of what families read, and has an edition that waits."""
    for _name, address, _may in DRAFTS:
        row = draft_at(address())
        live = row.live_edition()
        title = "question_en" if isinstance(row, Question) else "title_en"
        type(row).objects.filter(pk=row.pk).update(**{title: "Ahead"})
        row.editions.create(number=2, content=live.content, begins_at=YET_TO_COME)


def make_parts():
    """One more of each kind on a page, the last there."""
    own = {"topic": Topic.objects.get(address="adhd"), "order": 99}
    Section.objects.create(anchor="own", heading_en="Own", body_en="<p>Own.</p>", **own)
    cited = {"organization": "X", "url": "https://example.org", "checked_on": "2026-01-02"}
    study, _none_rests_on = [
        Source.objects.create(title=title, **cited, **own) for title in ("Study", "Other")
    ]
    words = {"name_en": "Own", "strength": "some", "finding_en": "Own"}
    Approach.objects.create(source=study, **words, **own)


@pytest.fixture
def referral(people, db):
    return Referral.objects.get()


@pytest.fixture
def sign_in(client, people):
    return lambda role: client.force_login(User.objects.get(pk=people[role].pk))


@pytest.mark.parametrize("initial", ROLES)
@pytest.mark.parametrize(
    ("what", "do", "may"),
    READING,
    ids=lambda one: one if isinstance(one, str) and " " in one else "",
)
def test_who_may_read_what(client, sign_in, referral, what, do, may, initial):
    sign_in(ROLES[initial])
    status = do(client, referral).status_code
    assert status == 200 if initial in may else status in {403, 404}


@pytest.mark.parametrize("initial", ROLES)
@pytest.mark.parametrize(
    ("what", "do", "may"), DOING, ids=lambda one: one if isinstance(one, str) and " " in one else ""
)
def test_who_may_do_what(client, sign_in, referral, what, do, may, initial):
    sign_in(ROLES[initial])
    before = everything()
    response = do(client, referral)
    if hasattr(response, "streaming_content"):
        b"".join(response.streaming_content)
    after = everything()
    if initial in may:
        assert response.status_code in {200, 302}
        assert after != before
    else:
        assert response.status_code in {403, 404} or after == before
        changed = [model.__name__ for model in before if after[model] != before[model]]
        assert changed in ([], ["Look"])  # opening a page is noted


@pytest.mark.parametrize(("what", "do", "_may"), READING + DOING)
def test_nobody_does_anything_without_signing_in(client, referral, what, do, _may):
    before = everything()
    response = do(client, referral)
    assert response.status_code in {302, 403}
    assert everything() == before
    if response.status_code == 302:
        assert "/login/" in response["Location"]


@pytest.mark.parametrize(("what", "do", "_may"), READING + DOING)
def test_an_account_without_a_role_does_nothing(client, referral, what, do, _may):
    roleless = User.objects.create_user("roleless", is_staff=True)
    works_for(roleless)
    client.force_login(roleless)
    before = everything()
    response = do(client, referral)
    assert response.status_code in {403, 404} or what == "the start page"
    assert everything() == before


@pytest.mark.parametrize(("name", "draft", "_may"), DRAFTS)
def test_what_is_not_there_of_a_draft_is_not_found_whoever_asks(client, sign_in, name, draft, _may):
    """Neither a draft of a number that none has, nor an edition that is another draft's."""
    row = draft_at(draft())
    other = type(row).objects.exclude(pk=row.pk).first()
    other.editions.create(number=7, content=row.content(), begins_at=YET_TO_COME)
    nobody = draft().replace(f"/{row.pk}/", "/987654/")
    pages = ("preview/", "changes/", "editions/", "editions/1/")
    paths = [nobody.replace("change/", page) for page in pages]
    sign_in("content editor")
    before = everything()
    for path in [*paths, beside(draft, "editions/7/"), beside(draft, "editions/987654/")]:
        for data in ({}, {"discard": ""}, {"withdraw": ""}, {"cancel": "7"}, {"why": "New"}):
            assert client.post(path, data).status_code == 404
        assert client.get(path).status_code == 404
    client.post(beside(draft, "editions/"), {"cancel": "7"})
    client.post(beside(draft, "editions/"), {"cancel": "987654"})
    assert everything() == before


@pytest.mark.parametrize(
    ("role", "told"), [("content editor", {302}), ("clinical reviewer", {302, 403})]
)
@pytest.mark.parametrize("kind", PARTS)
def test_a_part_that_is_not_there_is_not_found_whoever_asks(client, sign_in, kind, role, told):
    """Django's own forms say so on the start page of staff."""
    own = f"/admin/services/{kind}"
    data = {"part": f"{kind}-{last_part(kind).pk}", "to": "1", "post": "yes"}
    sign_in(role)
    before = everything()
    assert client.post("/admin/services/topic/987654/move/", data).status_code == 404
    for path in (f"{own}/add/?topic=987654", f"{own}/987654/history/"):
        assert client.get(path).status_code == 404
        assert client.post(path, data).status_code == 404
    for page in ("change", "delete"):
        for ask in (client.get, client.post):
            response = ask(f"{own}/987654/{page}/")
            assert response.status_code in told
            assert response.get("Location", "/admin/") == "/admin/"
    assert everything() == before
