"""Sessions whose content the database holds encrypted: a reference, a factor not yet turned on."""

from datetime import UTC, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from njcmo_site.encryption import seal, unseal
from referrals.models import StaffSession

LONGEST_STAY = timedelta(hours=12)


class SessionStore(db.SessionStore):
    def encode(self, session_dict):
        return seal(self.serializer().dumps(session_dict).decode("latin-1"), self.place())

    def decode(self, session_data):
        """An empty session for what no key opens, or was moved here from another one."""
        try:
            return self.serializer().loads(unseal(session_data, self.place()).encode("latin-1"))
        except InvalidToken:
            return {}

    def place(self) -> str:
        return f"django_session.session_data:{self.session_key}"

    def get_expiry_date(self, **kwargs):
        """For staff twelve hours after they signed in at the latest, whatever they do."""
        idle = super().get_expiry_date(**kwargs)
        since = self.get("signed_in_at")
        return min(idle, datetime.fromtimestamp(since, UTC) + LONGEST_STAY) if since else idle

    def save(self, must_create=False):
        super().save(must_create)
        if SESSION_KEY in self:
            row = StaffSession(session_id=str(self.session_key), account_id=self[SESSION_KEY])
            StaffSession.objects.bulk_create([row], ignore_conflicts=True)
