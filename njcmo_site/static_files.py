"""Static files as browsers get them: under a name that changes with them, compressed."""

from typing import Any

import tinycss2
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Style sheets are written for people, and sent without what only people need."""

    def _save(self, name, content):
        if name.endswith(".css"):
            content = ContentFile(minified(content.open().read().decode()).encode())
        return super()._save(name, content)


def minified(css: str) -> str:
    """The same rules without comments, line breaks and indents."""
    tokens = tinycss2.parse_component_value_list(css, skip_comments=True)
    smaller: str = tinycss2.serialize(without_needless_space(tokens))
    return smaller


def without_needless_space(tokens: list[Any]) -> list[Any]:
    """One space where there is any, none around a block or after a semicolon."""
    kept: list[Any] = []
    for token in tokens:
        if token.type == "whitespace":
            if not kept or kept[-1].type == "{} block" or kept[-1] == ";":
                continue
            token.value = " "
        elif token.type == "{} block":
            token.content = without_needless_space(token.content)
            for before in (token.content, kept):
                if before and before[-1].type == "whitespace":
                    before.pop()
        kept.append(token)
    return kept
