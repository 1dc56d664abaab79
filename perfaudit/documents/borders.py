"""What stands between two forms: an annex number, a form's title, a line for signatures.

These few words are here and not in vocabulary.yml because they part tables, which comes before knowing what a table is
about.
"""

import re

_BORDER = re.compile(r"附(?:件|表|录)|.*(?:表|报告)(?:[(（].*[)）])?$|.*(?:签字|签名|签章|盖章|填表人)")


def stands_between_tables(line: str) -> bool:
    """Whether a line, its white space left out, is one that stands between forms and in none."""
    return bool(_BORDER.match("".join(line.split())))
