"""Sessions whose content the database holds encrypted: a reference, a factor not yet turned on."""

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db

from njcmo_site.encryption import seal, unseal


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
