"""Claims → the figure or indicator each speaks of: the words of the vocabulary first, then likeness to an indicator's name.

A wrong link is worse than none. So the phrase directly before a number has to *end* in the name of a figure, with nothing
before it that would make it another figure; and an indicator has to be named by the number's own clause, or by its sentence
where nothing else in it is counted in the same measure. The value only breaks ties: a link that needs equal values finds no
contradiction, and is never more than "likely".

What an auditor settled comes before all of it (``by_hand``). ``figures`` knows the names of figures, ``indicators`` and ``likeness`` those of indicators, ``around`` finds the words around a number, ``links`` goes through claims.
"""

from perfaudit.linking.by_hand import (
    ENDING,
    SettledLink,
    links_file,
    read_settled,
    settled_link,
    without_effect,
    write_settled,
)
from perfaudit.linking.links import link_claims

__all__ = [
    "ENDING",
    "SettledLink",
    "link_claims",
    "links_file",
    "read_settled",
    "settled_link",
    "without_effect",
    "write_settled",
]
