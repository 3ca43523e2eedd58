"""Rich text: what an editor may write, and the one sanitizer that holds everyone to it."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from functools import lru_cache

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from csp.constants import NONCE
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from njcmo_site.editing.types import BesideModelAdmin

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},  # the page has the h1, its sections have the h2
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Link": {"protocols": ["https", "http", "mailto", "tel"], "enableTarget": False},
    "Blockquote": True,
    "HardBreak": True,
    "HTML": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

HELP_TEXT = (
    "A numbered list is drawn as steps. A quote is drawn as words that a parent can say aloud; "
    "a quote that begins with a heading, as a highlighted box. The first row of a table is its "
    "head."
)

# The one <style> that django-prose-editor 0.28.0 inserts; read it again when upgrading.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

SCRIPTS = ["editor-names", "paste-plain", "our-pages", "our-photos"]

LONGEST_TEXT = 50_000  # characters of HTML, as it is sent and as it is stored
LONGEST_PAGE = 200_000  # characters of all its texts in one language
LONGEST_LABEL = 60  # characters; it is repeated in each cell of its column
MOST_CELLS = 5000  # of all tables of a text; one that spans two rows counts twice
DEEPEST = 20  # levels; a list in a cell has seven

TOO_LONG = f"This text is too long: more than {LONGEST_TEXT:,} characters, its format included."

CONTAINERS = {"[document]", "ul", "ol", "blockquote", "table", "thead", "tbody", "tr"}

_allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
_allowed["attributes"] = {
    "*": set(),
    # what tidy() writes, so that a table that is drawn as cards stays a table to screen readers
    "table": {"role"},
    "thead": {"role"},
    "tbody": {"role"},
    "tr": {"role"},
    "th": {"role", "scope", "colspan", "rowspan"},
    "td": {"role", "data-label", "colspan", "rowspan"},
    "a": {"href"},
}
_cleaner = nh3.Cleaner(**_allowed)


def clean(html: str) -> str:
    """Sanitized and tidied HTML, as it is stored; cleaning it again changes nothing.

    Raises ValidationError, with what to do about it, for a text that is too long or too deep, has
    a table in a table, or a link that leads nowhere.
    """
    html = (html or "").strip()
    if len(html) > LONGEST_TEXT:
        raise ValidationError(TOO_LONG)
    cleaned, refusal = _cleaned_or_refused(html)
    if refusal:
        raise ValidationError(refusal)
    return cleaned


# Kept, so that what is cleaned before a transaction is not cleaned once more within it: a page has
# 240 texts at most (two of 60 sections, in two languages), each as it was, is sent and becomes.
@lru_cache(maxsize=1000)
def _cleaned_or_refused(html: str) -> tuple[str, str]:
    try:
        cleaned = tidy(_cleaner.clean(html))
        # A table says its roles and labels in every cell, and a cell that spans stands in each row.
        if len(safe(cleaned)) > LONGEST_TEXT:
            raise ValidationError(TOO_LONG)
    except ValidationError as error:
        return "", str(error.message)
    return cleaned, ""


def refuse_long_page(texts: Iterable[str]) -> None:
    """Raise ValidationError where the texts of one page in one language are too much to read."""
    if sum(map(len, texts)) > LONGEST_PAGE:
        raise ValidationError(
            f"All texts of the page together are too long: more than {LONGEST_PAGE:,} characters in"
            " one language. Shorten some, or take some out."
        )


def safe(html: str) -> SafeString:
    """Stored HTML for a template; sanitized once more, whatever way it reached the database."""
    html = _cleaner.clean(html or "")
    if "span=" in html:
        html = _cleaner.clean(spread(html))
    return mark_safe(html)  # noqa: S308  this is the sanitizer


def tidy(html: str) -> str:
    """One form for one text, whether it comes from a file or from the editor.

    White space between blocks, empty paragraphs, and paragraphs that only wrap a list item or a
    cell go; a table says its roles.
    """
    html = re.sub(r"(\s|&nbsp;)+", " ", html)
    soup = BeautifulSoup(html, "html.parser")
    refuse_deep(soup)
    for tag in [soup, *soup.find_all(True)]:
        children = without_wrapper(
            tag, [child for child in tag.contents if says_something(child, tag)]
        )
        if children != tag.contents:
            tag.clear()  # at once: to take one child out of many costs as much as they are
            tag.extend(children)
    for link in soup.find_all("a", href=True):
        link["href"] = address_meant(str(link["href"]), link.get_text(" ", strip=True))
    for table in soup.find_all("table"):
        mark_roles(soup, table)
    return str(soup).strip()


def refuse_deep(soup: BeautifulSoup) -> None:
    """Raise ValidationError for what costs more than its length: tables in tables, many levels."""
    if any(table.find("table") for table in soup.find_all("table")):
        raise ValidationError("A table stands in a cell of another table. Put it below that one.")
    spans = (span(cell, "rowspan") * span(cell, "colspan") for cell in soup.find_all(["td", "th"]))
    if sum(spans) > MOST_CELLS:
        raise ValidationError("A table has too many cells, or cells that span too many. Split it.")
    levels = {id(soup): 0}
    for tag in soup.find_all(True):
        levels[id(tag)] = levels[id(tag.parent)] + 1
    if max(levels.values()) > DEEPEST:
        raise ValidationError("Lists and quotes stand in one another too often. Take some out.")


def says_something(node: PageElement, parent: Tag) -> bool:
    """False for white space between blocks, empty paragraphs, and tables without a row."""
    if not isinstance(node, Tag):
        return bool(str(node).strip()) or parent.name not in CONTAINERS
    if node.name == "p":
        return bool(node.get_text(strip=True))
    return node.name != "table" or node.find("tr") is not None


def without_wrapper(tag: Tag, children: list[PageElement]) -> list[PageElement]:
    """The children of a list item or a cell without the paragraph that only wraps its words."""
    if tag.name not in {"li", "td", "th"}:
        return children
    names = [child.name for child in children if isinstance(child, Tag)]
    if names[:1] != ["p"] or names.count("p") > 1 or (tag.name != "li" and len(names) > 1):
        return children
    place, wrapper = next(
        (place, child)
        for place, child in enumerate(children)
        if isinstance(child, Tag) and child.name == "p"
    )
    return [*children[:place], *wrapper.contents, *children[place + 1 :]]


def address_meant(href: str, words: str) -> str:
    """Where a link leads: "info@njcmo.org" is mailto:…, "www.nj.gov" https:…, "911" tel:….

    Raises ValidationError where nobody could tell, with the words by which the link is found.
    """
    href = href.strip()
    if re.match(r"https?://[^\s/]|mailto:\S+@|tel:\+?\d|/(?![/\\])|#\S", href, re.IGNORECASE):
        return href
    if re.fullmatch(r"[^\s@/:]+@[\w-]+(\.[\w-]+)+", href):
        return f"mailto:{href}"
    if re.fullmatch(
        r"\d{3}|(\+?1[-. ]?)?(\(\d{3}\) ?|\d{3}[-. ]?)\d{3}[-. ]?\d{4}", href, re.ASCII
    ):
        return "tel:" + re.sub(r"[^\d+]", "", href)
    if re.match(r"(//)?([\w-]+\.)+[a-z]{2,}([/?#]|$)", href, re.IGNORECASE):
        return f"https://{href.removeprefix('//')}"
    raise ValidationError(
        f"The link “{Truncator(words or href).chars(60)}” leads nowhere. Begin its address with"
        " https://, or enter an e-mail address, a phone number, or a page of this site: /faq/."
    )


def mark_roles(soup: BeautifulSoup, table: Tag) -> None:
    """Say what each part of a table is: its first row is its head, a leading th names a row.

    A head cell that spans rows makes a head of so many rows.
    """
    rows = table.find_all("tr")
    head = table.thead
    if head is None:  # the editor knows no thead
        head = soup.new_tag("thead")
        table.insert(0, head)
    spans = [span(cell, "rowspan") for cell in rows[0].find_all(["td", "th"])]
    head_rows = max(len(head.find_all("tr")), min(max(spans, default=1), len(rows) - 1), 1)
    head.extend(rows[:head_rows])
    for cell in head.find_all("td"):
        cell.name = "th"
    names: dict[int, dict[str, bool]] = {}  # column: the words above it, from top to bottom
    for cells in cells_by_row(rows[:head_rows]):
        for column, cell in cells:
            for each in range(column, column + span(cell, "colspan")):
                names.setdefault(each, {})[label_of(cell)] = True
    table["role"] = "table"
    for group in table.find_all(["thead", "tbody"]):
        group["role"] = "rowgroup"
    for row in rows:
        row["role"] = "row"
    for cells in cells_by_row(rows):
        for column, cell in cells:
            cell.attrs = {
                name: value
                for name, value in cell.attrs.items()
                if name in {"colspan", "rowspan"} and value != "1"
            }
            if cell.name == "td":
                cell["role"] = "cell"
                columns = range(column, column + span(cell, "colspan"))
                labels = [": ".join(filter(None, names[each])) for each in columns if each in names]
                if labels:
                    label = Truncator(", ".join(dict.fromkeys(labels))).chars(LONGEST_LABEL)
                    cell["data-label"] = label
            elif cell.find_parent("thead"):
                cell["role"], cell["scope"] = "columnheader", "col"
            else:
                cell["role"], cell["scope"] = "rowheader", "row"


def label_of(cell: Tag) -> str:
    """Its words, without what cites a source."""
    return re.sub(r" ?{{source:[\w-]*}}", "", cell.get_text(" ", strip=True))


def cells_by_row(rows: Sequence[Tag]) -> list[list[tuple[int, Tag]]]:
    """The cells of each row as (column, cell), also those that reach into it from above."""
    found: list[list[tuple[int, Tag]]] = [[] for _ in rows]
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["th", "td"], recursive=False):
            while (number, column) in taken:
                column += 1
            width = span(cell, "colspan")
            for reached in range(number, min(number + span(cell, "rowspan"), len(rows))):
                found[reached].append((column, cell))
                taken |= {(reached, column + each) for each in range(width)}
            column += width
    return [sorted(cells, key=lambda each: each[0]) for cells in found]


def span(cell: Tag, name: str) -> int:
    """How many columns or rows a cell spans: 50 at most, since a table is as long as it says."""
    number = re.match(r"[1-9]\d{0,2}", str(cell.get(name, "")), re.ASCII)
    return min(int(number[0]), 50) if number else 1


def spread(html: str) -> str:
    """Each row whole: on a phone it is a card, where a cell of the row above would be missing."""
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.select("table:has(tr)"):
        mark_roles(soup, table)
        rows = [row for row in table.find_all("tr") if row.parent is not table.thead]
        for row, cells in zip(rows, cells_by_row(rows), strict=True):
            row.extend([cell if cell.parent is row else copy(cell) for _, cell in cells])
        for cell in table.select("tr:not(thead tr) > [rowspan]"):
            del cell["rowspan"]
    return str(soup)


class RichTextFormField(ProseEditorFormField):
    def has_changed(self, initial, data):
        """Opening a text in the editor and saving it as it was is no change."""
        try:
            return clean(initial) != clean(data)
        except ValidationError:
            return True  # and the form says why it cannot be saved


class RichTextField(ProseEditorField):
    """HTML from the editor. Sanitized whenever it is saved, whoever saves it."""

    def __init__(self, *args, **kwargs):
        super().__init__(
            *args, **{"help_text": HELP_TEXT} | kwargs, extensions=EXTENSIONS, sanitize=clean
        )

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("help_text", None)  # words for editors: no matter of the database
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        return value and clean(value)  # None: a language that nobody has written yet

    def formfield(self, **kwargs):
        return super().formfield(
            **{"form_class": RichTextFormField, "max_length": LONGEST_TEXT} | kwargs
        )


class RichTextAdmin(BesideModelAdmin):
    """First base of a ModelAdmin with an editor: lets the editor run under the strict policy."""

    rows_on_page: Callable[[Model | None], list[QuerySet]]  # of the StaffAdmin beside it

    @property
    def media(self):
        return super().media + Media(js=[f"js/{name}.js" for name in SCRIPTS])

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        """Clean every text before Django’s transaction begins, in which families would wait."""
        if request.method == "POST":
            self.clean_ahead(request, object_id and self.get_object(request, unquote(object_id)))
        response = super().changeform_view(request, object_id, *args, **kwargs)
        response._csp_update = {  # type: ignore[attr-defined]  # of django-csp
            "script-src": [NONCE],
            "style-src": [EDITOR_STYLE],
        }
        return response

    def clean_ahead(self, request: HttpRequest, row: Model | None) -> None:
        """What is stored is compared with what is sent, so it is cleaned as well."""
        columns = {
            field.attname
            for model in [self.model, *(inline.model for inline in self.inlines)]
            for field in model._meta.concrete_fields
            if isinstance(field, RichTextField)
        }
        sent = [value for name, value in request.POST.items() if name.rsplit("-")[-1] in columns]
        stored = [
            text
            for rows in self.rows_on_page(row)
            for each in rows.values()
            for name, text in each.items()
            if name in columns
        ]
        for text in [*sent, *stored]:
            with suppress(ValidationError):
                clean(clean(text))

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script; django-csp 4 knows the nonce of this answer.
        context["media"].nonce = str(request.csp_nonce)
        context["writes_links"] = True
        return super().render_change_form(request, context, *args, **kwargs)
