"""Rules about the code itself."""

import ast
import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command

from services.models import County

ROOT = Path(__file__).parents[2]

# Who may import what; beside these, every room may import itself.
FLOOR = {
    "njcmo_site.caching",
    "njcmo_site.client_address",
    "njcmo_site.editing",
    "njcmo_site.encryption",
    "njcmo_site.env",
    "njcmo_site.erased_references",
    "njcmo_site.events",
    "njcmo_site.field_classes",
    "njcmo_site.headers",
    "njcmo_site.keys",
    "njcmo_site.mail_files",
    "njcmo_site.one_row",
    "njcmo_site.origins",
    "njcmo_site.phrases",
    "njcmo_site.plain_text",
    "njcmo_site.richtext",
    "njcmo_site.spanish",
    "njcmo_site.still_you",
    "njcmo_site.wording",
}
VOCABULARY = {
    "referrals.contacts",
    "referrals.encryption",
    "referrals.mailboxes",
    "referrals.phones",
    "referrals.references",
    "referrals.working_days",
}
ALLOWED = {
    **dict.fromkeys(FLOOR, FLOOR),
    "njcmo_site": {"services", "faq", "referrals"},  # the frame and the roof
    "services": FLOOR,
    "faq": FLOOR | {"services.models", "services.validators"},
    **dict.fromkeys(VOCABULARY, FLOOR | VOCABULARY),
    "referrals": FLOOR | {"services.models"},
    "referrals.models": FLOOR | VOCABULARY | {"services.models"},
}
ALLOWED["referrals.retention"] = ALLOWED["referrals.models"] | {"referrals.models"}
ALLOWED["referrals.promises"] = ALLOWED["referrals.retention"]
OF_THE_DOMAIN = ALLOWED["referrals.retention"] | {"referrals.retention", "referrals.promises"}
ALLOWED |= {
    "referrals.families": OF_THE_DOMAIN | {"services.reminder"},
    "referrals.mail": OF_THE_DOMAIN,
    "referrals.desk": OF_THE_DOMAIN,
    "referrals.board": OF_THE_DOMAIN | {"referrals.desk.pages"},
    "referrals.by_phone": OF_THE_DOMAIN | {"referrals.desk.pages", "referrals.families"},
    "referrals.admin": OF_THE_DOMAIN | {"referrals.desk", "referrals.mail"},
}
PROJECT = {"njcmo_site", "services", "faq", "referrals"}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def room_of(path: Path) -> str:
    """The smallest of the rooms above in which this file lies."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return max((room for room in ALLOWED if is_within(module, room)), key=len)


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_it_may(room):
    files = [path for app in PROJECT for path in (ROOT / app).rglob("*.py")]
    files = [path for path in files if "migrations" not in path.parts and room_of(path) == room]
    assert files
    for path in files:
        for name in imports(path):
            if name.split(".")[0] not in PROJECT:
                continue
            allowed = any(is_within(name, each) for each in ALLOWED[room] | {room})
            # "from services import models" names the package before the module
            parent = any(is_within(each, name) for each in ALLOWED[room] | {room})
            assert allowed or parent, f"{path.relative_to(ROOT)} imports {name}"


def test_no_migration_imports_models():
    migrations = list(ROOT.glob("*/migrations/*.py"))
    assert migrations
    for path in migrations:
        assert not {
            name
            for name in imports(path)
            if re.search(r"\.models(\.|$)", name) and not name.startswith("django.")
        }, path


def test_a_committed_migration_is_never_changed():
    lines = (ROOT / "tests/migrations.sha256").read_text().splitlines()
    listed = {path: digest for digest, path in (line.split("  ") for line in lines)}
    now = {
        str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest()
        for path in ROOT.glob("*/migrations/[0-9]*.py")
    }
    changed = {path for path in listed if now.get(path) != listed[path]}
    assert not changed, f"Frozen: mend it by a new one, and leave its line as it is: {changed}"
    new = now.keys() - listed.keys()
    assert not new, f"Add a line to tests/migrations.sha256 (sha256sum prints it) for each: {new}"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_requirement_is_pinned_with_its_hash(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    for entry in packages:
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.django_db
def test_the_style_sheet_has_no_class_that_no_page_uses():
    sheets = (ROOT / f"static/css/{name}.css" for name in ("site", "sheets"))
    css = "".join(sheet.read_text() for sheet in sheets)
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.S)
    styled = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", css))
    sources = [
        *ROOT.glob("templates/**/*.html"),
        ROOT / "services/models/pictures.py",
        ROOT / "referrals/families/form.py",
        ROOT / "static/js/print.js",
    ]
    used = set(re.findall(r"[\w-]+", " ".join(path.read_text() for path in sources)))
    used |= {f"at-{county}" for county in County.objects.values_list("slug", flat=True)}
    assert styled - used == set()


def test_templates_have_no_inline_script_or_style():
    templates = list(ROOT.glob("templates/**/*.html"))
    assert templates
    for path in templates:
        assert not re.search(
            r"<script(?! type=.application/(ld\+)?json| src=)|<style|\sstyle=|\son\w+=|javascript:",
            path.read_text(),
        ), path


def test_no_line_of_a_template_is_longer_than_a_screen():
    templates = list(ROOT.glob("templates/**/*.*"))
    assert templates
    for path in templates:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert len(line) <= 160, f"{path.relative_to(ROOT)}:{number}"


def test_a_template_that_another_includes_begins_with_what_it_needs():
    included = {
        name
        for path in ROOT.glob("templates/**/*.*")
        for name in re.findall(r'{% include "([^"]+)"', path.read_text())
        if (ROOT / "templates" / name).exists()
    }
    assert len(included) > 30
    for name in included:
        first = (ROOT / "templates" / name).read_text().splitlines()[0]
        assert re.match(r"{# .*(Needs|Optional)\b.* #}", first), name
