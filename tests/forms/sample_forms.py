"""What tests of forms look at in a sample: rows of its text, one figure, labels that nobody knows, a column taken out."""

from perfaudit.audit import Audit
from perfaudit.records import Fact

CLEAN = "liyun-2024"
COSTS = "\t公用经费\n\t98.46\n\t100.00\n\t97.83\n"
FUND = "\t高标准农田管护专项\n\t62.75\n\t65.00\n\t64.28\n"


def fact_at(audit: Audit, address: str) -> Fact:
    fact = audit.index.fact(address)
    assert fact is not None, address
    return fact


def unknown_labels(audit: Audit) -> list[str]:
    return [field.text for field in audit.records.fields if field.field == "unknown_label"]


def without_column(text: str, head: str, width: int) -> str:
    """A table of flattened text without one of its columns: rows of ``width`` cells from the head on lose that cell."""
    start = text.index(f"\t{head}\n")
    first = text.rindex("\n\n", 0, start) + 2
    position = text[first:start].count("\n\t") + (text[first:start].startswith("\t"))
    rows = text[first:].split("\n\n")
    for number, row in enumerate(rows):
        cells = row.split("\n\t")
        if len(cells) != width:
            break
        del cells[position]
        rows[number] = "\n\t".join(cells)
    return text[:first] + "\n\n".join(rows)
