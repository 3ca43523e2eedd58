"""What is not published, and what staff alone read, never becomes a page kept ready."""

import pytest

from services.models import Card, PreviewLink, Topic
from tests.ready import Site

pytestmark = pytest.mark.django_db

OF_STAFF = ["/admin/", "/admin/reviews/", "/admin/newer-words/", "/admin/spanish/"]
OF_STAFF += ["/admin/desk/numbers/", "/admin/services/topic/"]
DRAFTS = [(Topic, {"hub": None}), (Topic, {"address": "autism"}), (Card, {"slug": "socks"})]


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def signed_in(client, staff):
    """The header of somebody who may do everything."""
    client.force_login(staff())
    return {"HTTP_COOKIE": "; ".join(f"{c.key}={c.value}" for c in client.cookies.values())}


@pytest.fixture(params=DRAFTS, ids=["hub", "page", "card"])
def draft(request):
    model, key = request.param
    row = model.objects.get(**key)
    row.title_en, row.title_es = "Not for families yet", "Todavía no"
    row.save()
    return row


@pytest.mark.parametrize("path", OF_STAFF)
def test_a_page_of_staff_is_asked_of_django_each_time(site, signed_in, path):
    assert "no-store" in site.get(path, **signed_in).headers["Cache-Control"]
    assert not site.keeps(path)
    assert not site.ready.store.pages


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_preview_link_is_read_by_whoever_has_it_and_kept_nowhere(site, draft, prefix):
    link = PreviewLink.objects.create(draft=draft)
    address = prefix + link.get_absolute_url()
    shown = site.get(address)
    assert draft.title_es if prefix else draft.title_en in shown.body.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert not site.ready.store.pages
    link.delete()
    assert site.get(address).status == 410
    assert not site.ready.store.pages


@pytest.mark.parametrize("query", ["draft", "draft=1", "utm_id=2&draft=1", "draft=1&gclid=x"])
def test_staff_see_a_draft_or_an_edition_and_families_after_them_their_own(
    site, draft, signed_in, query
):
    path = draft.get_absolute_url()
    seen = site.get(f"{path}?{query}", **signed_in)
    assert "no-store" in seen.headers["Cache-Control"]
    assert not site.ready.store.pages
    for address in (path, f"{path}?{query}"):
        read = site.get(address)
        assert read.status == 200
        assert read.body != seen.body
        assert draft.title_en not in read.body.decode()
    assert site.ready.store.pages.keys() == {path}
