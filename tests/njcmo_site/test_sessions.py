"""What the site remembers of a browser is nothing that the database shows."""

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.contrib.sessions.models import Session

from njcmo_site.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_the_database_holds_no_secret_of_a_session_in_clear(client, staff):
    """The secret of an app that is being turned on, the reference of a request just sent."""
    user = staff("intake coordinator")
    user.set_password("a good password")
    user.save()
    client.post("/accounts/login/", {"login": user.username, "password": "a good password"})
    client.post("/accounts/reauthenticate/", {"password": "a good password"})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    stored = Session.objects.get(pk=client.session.session_key).session_data
    assert secret not in stored
    assert "secret" not in json.dumps(PlainStore().decode(stored))
    assert SessionStore(client.session.session_key).load()["mfa.totp.secret"] == secret


def test_the_content_of_a_session_does_not_open_in_another(client, staff):
    client.force_login(staff())
    mine = Session.objects.get(pk=client.session.session_key)
    other = SessionStore()
    other["nobody"] = True
    other.create()
    Session.objects.filter(pk=other.session_key).update(session_data=mine.session_data)
    assert SessionStore(other.session_key).load() == {}
