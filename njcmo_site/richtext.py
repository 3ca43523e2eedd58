"""Rich text: what an editor may write, and the one sanitizer that holds everyone to it."""

import re

import nh3
from bs4 import BeautifulSoup
from csp.constants import NONCE
from django.forms import Media
from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

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

LONGEST_TEXT = 50_000  # characters of HTML; a text that takes seconds to clean slows every reader

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
    """Sanitized and tidied HTML, as it is stored; cleaning it again changes nothing."""
    return tidy(_cleaner.clean(html or ""))


def safe(html: str) -> SafeString:
    """Stored HTML for a template; sanitized once more, whatever way it reached the database."""
    return mark_safe(_cleaner.clean(html or ""))  # noqa: S308  this is the sanitizer


def tidy(html: str) -> str:
    """One form for one text, whether it comes from a file or from the editor.

    White space between blocks, empty paragraphs, and paragraphs that only wrap a list item or a
    cell go; a table says its roles.
    """
    soup = BeautifulSoup(html, "html.parser")
    for string in soup.find_all(string=True):
        if string.parent.name in CONTAINERS and not string.strip():
            string.extract()
        else:
            string.replace_with(re.sub(r"\s+", " ", string))
    for paragraph in soup.find_all("p"):
        if not paragraph.get_text(strip=True):
            paragraph.decompose()
    for paragraph in soup.select("li > p:first-child, td > p:only-child, th > p:only-child"):
        if paragraph.find_next_sibling("p") is None:
            paragraph.unwrap()
    for link in soup.find_all("a", href=re.compile(r"^[\w-]+(\.[\w-]+)+(/|$)")):
        link["href"] = f"https://{link['href']}"  # typed as www.nj.gov
    for table in soup.find_all("table"):
        if table.find("tr"):
            mark_roles(soup, table)
        else:
            table.decompose()
    return str(soup).strip()


def mark_roles(soup, table) -> None:
    """Say what each part of a table is: its first row is its head, a leading th names a row."""
    rows = table.find_all("tr")
    for cell in rows[0].find_all("td"):
        cell.name = "th"
    columns = [cell.get_text(" ", strip=True) for cell in rows[0].find_all(True, recursive=False)]
    if table.thead is None:  # the editor knows no thead
        head = soup.new_tag("thead")
        table.insert(0, head)
        head.append(rows[0].extract())
    table["role"] = "table"
    for group in table.find_all(["thead", "tbody"]):
        group["role"] = "rowgroup"
    for row in rows:
        row["role"] = "row"
        for column, cell in enumerate(row.find_all(["th", "td"])):
            cell.attrs = {
                name: value
                for name, value in cell.attrs.items()
                if name in {"colspan", "rowspan"} and value != "1"
            }
            if cell.name == "td":
                cell["role"] = "cell"
                if column < len(columns):
                    cell["data-label"] = columns[column]
            elif row.parent.name == "thead":
                cell["role"], cell["scope"] = "columnheader", "col"
            else:
                cell["role"], cell["scope"] = "rowheader", "row"


class RichTextFormField(ProseEditorFormField):
    def has_changed(self, initial, data):
        """Opening a text in the editor and saving it as it was is no change."""
        return clean(initial) != clean(data)


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


class RichTextAdmin:
    """First base of a ModelAdmin with an editor: lets the editor run under the strict policy."""

    @property
    def media(self):
        return super().media + Media(js=["js/editor-names.js"])

    def changeform_view(self, request, *args, **kwargs):
        response = super().changeform_view(request, *args, **kwargs)
        response._csp_update = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
        return response

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script; django-csp 4 knows the nonce of this answer.
        context["media"].nonce = str(request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
