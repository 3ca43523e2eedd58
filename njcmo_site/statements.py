"""Pages whose words stand in templates, each with a day that somebody writes here."""

from datetime import date

# When somebody last held the statement against the code.
STATEMENTS = {
    "privacy": date(2026, 11, 29),
    "accessibility": date(2026, 11, 29),
    "safe": date(2026, 11, 29),
}

# When the words of the template last changed; search engines are told.
TEMPLATES = {
    "home": date(2026, 11, 28),
    "referrals:get_help": date(2026, 11, 29),
    "request_status": date(2026, 11, 29),
    "services:find_your_cmo": date(2026, 11, 28),
    "services:childs_page": date(2026, 11, 29),
    "services:first_visit_card": date(2026, 11, 29),
    "services:for_professionals": date(2026, 11, 29),
    "services:glossary": date(2026, 11, 28),
    "services:school_letter": date(2026, 11, 28),
    "services:signs_checklist": date(2026, 11, 28),
    "services:what_changes": date(2026, 11, 29),
}
