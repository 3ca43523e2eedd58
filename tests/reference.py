"""The parts of docs/ that are made from the code: `script/reference` writes them anew."""

import ast
import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPONENTS = ROOT / "docs/components.cdx.json"
SETTINGS_FILES = ["njcmo_site/env.py", "njcmo_site/settings.py"]
# Where each of those that are limits stands, and of what it is one.
LIMITS = [
    ("referrals/families/limits.py", "REQUESTS_AN_HOUR", "requests for help an hour, a connection"),
    ("referrals/families/limits.py", "FORMS_AN_HOUR", "forms sent an hour, a connection"),
    ("referrals/families/limits.py", "ANSWERS_AN_HOUR", "*Did this help?* an hour, a connection"),
    ("referrals/families/limits.py", "STATUS_AN_HOUR", "looks at where a request stands an hour"),
    (
        "referrals/families/limits.py",
        "STATUS_OF_ONE_AN_HOUR",
        "wrong proofs an hour, a connection for one reference",
    ),
    (
        "referrals/families/limits.py",
        "SHORT_PROOFS_A_DAY",
        "wrong last digits a day, a reference from everywhere",
    ),
    ("referrals/families/limits.py", "NEW_WORDS_A_DAY", "new words of a search a day, kept"),
    ("njcmo_site/search/unanswered.py", "NEW_A_DAY", "likewise, of all connections"),
    (
        "referrals/models/looks.py",
        "MOST_SEARCHED_IN_AN_HOUR",
        "searches an hour, a member of staff",
    ),
    (
        "referrals/models/looks.py",
        "MOST_READ_IN_A_DAY",
        "families read a day, before supervisors are told",
    ),
    ("njcmo_site/accounts/letters.py", "LINKS_A_DAY", "links for a forgotten password a day"),
    ("njcmo_site/accounts/passwords.py", "ALONE", "characters of a password, at least"),
    ("njcmo_site/accounts/passwords.py", "WITH_FACTOR", "likewise, beside a second factor"),
    ("njcmo_site/accounts/sessions.py", "LONGEST_STAY", "until staff sign in anew"),
    ("njcmo_site/settings.py", "SESSION_COOKIE_AGE", "seconds of nothing end a session"),
    ("njcmo_site/still_you.py", "SHOWN_FOR", "seconds that a factor counts which was just shown"),
    ("njcmo_site/middleware.py", "LARGEST_BODY", "bytes of what anybody sends"),
    ("njcmo_site/settings.py", "DATA_UPLOAD_MAX_MEMORY_SIZE", "bytes of what staff send"),
    ("njcmo_site/settings.py", "DATA_UPLOAD_MAX_NUMBER_FIELDS", "fields of one form"),
    ("services/photos/opening.py", "MOST_BYTES", "bytes of a photo"),
    ("services/photos/opening.py", "MOST_PIXELS", "pixels of a photo"),
    ("services/photos/receiving.py", "MOST_A_DAY", "photos a day, an editor"),
    ("referrals/board/forms.py", "LONGEST_PERIOD", "days that are counted or exported at once"),
]


def made() -> dict[tuple[str, str], str]:
    """Each table by the page and the name of its place there."""
    return {
        ("docs/security.md", "classes"): classes(),
        ("docs/security.md", "limits"): limits(),
        ("docs/security.md", "libraries"): libraries(),
        ("docs/settings.md", "settings"): settings(),
    }


def table(*rows: tuple[object, ...]) -> str:
    head, *body = (f"| {' | '.join(map(str, row))} |" for row in rows)
    return "\n".join([head, f"|{' --- |' * len(rows[0])}", *body]) + "\n"


def classes() -> str:
    from njcmo_site.field_classes import CLASSES

    shown = []
    for model, of_model in sorted(CLASSES.items()):
        parts = {of_model: "all"} if isinstance(of_model, str) else of_model
        cells = (spelled(parts.get(name, "")) for name in ("child", "personal", "internal", "open"))
        shown.append((f"`{model}`", *cells))
    return table(("model", "child", "personal", "internal", "open"), *shown)


def spelled(names: str) -> str:
    return names if names == "all" else ", ".join(names.split())


def limits() -> str:
    rows = [(said, worth(path, name), f"`{path}` (`{name}`)") for path, name, said in LIMITS]
    return table(("of", "limit", "where"), *rows)


def worth(path: str, name: str) -> str:
    """The value of a constant as its file gives it: a number, or so many hours."""
    for node in ast.parse((ROOT / path).read_text()).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name:
                return counted(ast.unparse(node.value))
            names = [ast.unparse(one) for one in getattr(target, "elts", [])]
            if name in names:
                return counted(ast.unparse(node.value.elts[names.index(name)]))
    raise LookupError(f"{path} has no {name}")


def counted(value: str) -> str:
    if found := re.fullmatch(r"timedelta\((\w+)=(\d+)\)", value):
        return f"{found[2]} {found[1]}"
    factors = [int(factor) for factor in value.split(" * ")]
    product = 1
    for factor in factors:
        product *= factor
    return f"{product:,}"


def packages() -> Iterator[tuple[str, str]]:
    """Those that requirements.txt installs here, each with its version; of every Python alike."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    lines = [line for line in lines if "python_full_version <" not in line]
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", "\n".join(lines), re.M):
        try:
            metadata(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        yield name, version


def licence(name: str) -> str:
    told = metadata(name)
    if expression := told["License-Expression"]:
        return expression
    classed = [line for line in told.get_all("Classifier") or [] if line.startswith("License :: ")]
    named = [line.rpartition(" :: ")[2] for line in classed if "Proprietary" not in line]
    return ", ".join(named) or (told["License"] or "").partition("\n")[0]


def reasons() -> dict[str, str]:
    """What each package is for that pyproject.toml names, by its name."""
    text = (ROOT / "pyproject.toml").read_text().partition("[project.optional-dependencies]")[0]
    return dict(re.findall(r'^  "([A-Za-z0-9-]+)[^"]*",  # (.+)$', text, re.M))


def libraries() -> str:
    why = {name.lower(): reason for name, reason in reasons().items()}
    rows = [(name, version, licence(name), why.get(name, "")) for name, version in packages()]
    return table(("package", "version", "licence", "for (empty: another needs it)"), *rows)


def components() -> str:
    """CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/)."""
    found = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": licence(name)}}],
        }
        for name, version in packages()
    ]
    site = {"type": "application", "bom-ref": "njcmo-site", "name": "njcmo-site"}
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": site},
        "components": found,
    }
    return json.dumps(bom, indent=1, ensure_ascii=False) + "\n"


def settings() -> str:
    """README.md says what each means, the code what is told to who gives a wrong value."""
    readme = (ROOT / "README.md").read_text()
    rows = []
    for names, default, meaning in re.findall(
        r"^\| (`[A-Z_`, ]+`) \| (.*) \| (.*) \|$", readme, re.M
    ):
        told = [sentence for name in re.findall(r"[A-Z_]+", names) for sentence in refusals(name)]
        rows.append((names, default, meaning, "<br>".join(dict.fromkeys(told))))
    return table(("name", "default", "meaning", "a wrong value stops the start with"), *rows)


def refusals(name: str) -> Iterator[str]:
    """What env.py says of this setting, where it says so in plain words."""
    if name in {"PORT", "WEB_CONCURRENCY"}:
        most = 65535 if name == "PORT" else 64
        yield f"must be a whole number from 1 to {most}."
    if name == "DEBUG":
        yield "must be on or off."
    for function in ast.walk(ast.parse((ROOT / SETTINGS_FILES[0]).read_text())):
        if isinstance(function, ast.FunctionDef):
            yield from refusals_in(function, name)


def refusals_in(function: ast.FunctionDef, name: str) -> Iterator[str]:
    texts = {
        node.targets[0].id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for call in ast.walk(function):
        asked = isinstance(call, ast.Call) and call.args and ast.unparse(call.args[0]) == repr(name)
        if asked and ast.unparse(call.func) == "refuse":
            right = call.args[1]
            said = texts.get(right.id) if isinstance(right, ast.Name) else right
            if isinstance(said, ast.Constant):
                yield said.value
        parses = isinstance(call, ast.Call) and ast.unparse(call.func) == "parsed"
        if parses and ast.unparse(call.args[1]) == repr(name):
            yield texts["right"].value


def with_tables(page: str, text: str) -> str:
    for (where, name), content in made().items():
        if where == page:
            place = rf"(<!-- {name}: made by script/reference -->\n).*?(<!-- end -->)"
            text, count = re.subn(
                place, lambda found, made=content: found[1] + made + found[2], text, flags=re.S
            )
            if count != 1:
                raise LookupError(f"{page} has no place for {name}")
    return text


def write() -> None:
    for page in {page for page, _name in made()}:
        path = ROOT / page
        path.write_text(with_tables(page, path.read_text()))
    COMPONENTS.write_text(components())


if __name__ == "__main__":
    write()
