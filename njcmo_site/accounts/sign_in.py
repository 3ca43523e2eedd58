"""The form to sign in with."""

from allauth.account.forms import LoginForm

from njcmo_site.plain_text import read_plainly


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        as_typed = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        self.fields["login"].widget.attrs |= as_typed
        read_plainly(self.fields["login"])
