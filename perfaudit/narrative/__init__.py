"""The report's prose → claims and sections.

``pieces`` cuts a text that is longer than any paragraph, ``flat`` makes text comparable, ``words`` holds the vocabulary of
prose, ``context`` cuts out what stands around a number, ``mentions`` reads the numbers of a text, ``relations``,
``comparisons`` (with ``bases`` and ``series``), ``pairs`` (differences, and changes whose amounts stand elsewhere), ``rates``
(of two counts), ``contrasts`` (what is said to be above or below), ``counted`` (names and their count), ``lists`` (parts of
totals) and ``examples`` (whether a list names all of its kind) say what they are to each other, ``judgements`` what is
said of targets, ``scopes`` which money a sum covers,
``columns`` and ``tables`` read the report's own tables, ``sections`` the headings, and ``claims`` puts it all together.
"""

from perfaudit.narrative.claims import PATH_SEPARATOR, extract_claims, read_paragraph
from perfaudit.narrative.context import Context, Mark
from perfaudit.narrative.examples import names_examples
from perfaudit.narrative.flat import Flat, flatten
from perfaudit.narrative.pieces import text_pieces
from perfaudit.narrative.relations import is_target, share_whole
from perfaudit.narrative.scopes import scope_reader
from perfaudit.narrative.sections import Section, find_sections
from perfaudit.narrative.words import Words, any_of, load_words

__all__ = [
    "PATH_SEPARATOR",
    "Context",
    "Flat",
    "Mark",
    "Section",
    "Words",
    "any_of",
    "extract_claims",
    "find_sections",
    "flatten",
    "is_target",
    "load_words",
    "names_examples",
    "read_paragraph",
    "scope_reader",
    "share_whole",
    "text_pieces",
]
