"""A mail's body as text with gaps: worked on once, filled for each recipient.

Bodies whose only QWeb is ``<t t-out="object.field">`` differ between recipients in
escaped text alone. All else that is done to a body (local links made absolute, links
tracked) is the same for all, as long as no value stands within a link: then the
label of the link, and with it the link's tracker, would be the recipient's own.
"""

import re
import secrets
from functools import reduce
from typing import NamedTuple

from markupsafe import Markup, escape

# Tag, expression and default of a value, as the host's rendering without QWeb
# reads them (mail.render.mixin, _render_template_qweb_regex)
VALUE = re.compile(
    r"""<(\w+)[\s|\n]+t-out=[\s|\n]*(\'|\")((\w|\.)+)(\2)[\s|\n]*"""
    r"""((\/>)|(>[\s|\n]*([^<>]*?))[\s|\n]*<\/\1>)""",
    flags=re.DOTALL,
)
# A link or a comment; a link within a comment is none
LINK = re.compile(
    r"""<!--.*?-->|<a(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*>.*?</a\s*>""",
    flags=re.DOTALL | re.IGNORECASE,
)


class Value(NamedTuple):
    """A gap: ``path`` of field names from the record, else ``default``."""

    tag: str
    path: tuple
    default: str

    def render(self, record):
        try:
            value = reduce(lambda found, name: found[name], self.path, record)
        except KeyError:
            value = None
        text = escape(value or self.default or "")
        return text if self.tag.lower() == "t" else f"<{self.tag}>{text}</{self.tag}>"


def find_links(html):
    """Return the links of a body, each as it stands there."""
    return [link for link in LINK.findall(html) if not link.startswith("<!--")]


def replace_links(html, replaced):
    """Return the body with links exchanged by ``replaced``: HTML -> HTML."""
    return LINK.sub(lambda found: replaced.get(found[0], found[0]), html)


def read_expressions(source):
    """Return the expressions of a body, such as ``object.name``."""
    return [found[3] for found in VALUE.finditer(source)]


def make_pattern(source, work):
    """Return a body to be filled for each recipient; None where that cannot be.

    :param str source: body with values
    :param work: what is done to a whole body, ``work(html) -> html``
    """
    mark = f"crmvalue{secrets.token_hex(8)}x"
    values = []

    def cut(found):
        values.append(Value(found[1], tuple(found[3].split(".")[1:]), found[9]))
        return f"{mark}{len(values) - 1}x"

    html = VALUE.sub(cut, source)
    if any(mark in link for link in find_links(html)):
        return None
    pieces = re.split(f"{mark}(\\d+)x", work(Markup(html)))
    if [int(number) for number in pieces[1::2]] != list(range(len(values))):
        return None
    return BodyPattern(pieces[::2], values)


class BodyPattern:
    """Pieces of HTML with a value between any two."""

    def __init__(self, pieces, values):
        self.pieces = pieces
        self.values = values

    def fill(self, record):
        """Return the body for a recipient."""
        found = [self.pieces[0]]
        for value, piece in zip(self.values, self.pieces[1:], strict=True):
            found.append(value.render(record))
            found.append(piece)
        return Markup("".join(found))
