"""Forms drawn with a few signs, as documents: "|" parts cells, "<" and "^" merge a cell with the one left of it or above."""

import tempfile
from pathlib import Path

from perfaudit.audit import Audit
from perfaudit.documents import Cell, Document, File, Passage, Source, Table
from perfaudit.documents.model import Block
from perfaudit.forms import FormRecords, extract_forms, split_parts
from perfaudit.vocabulary import Vocabulary, load_vocabulary
from tests.audits import standard_suites

_FILE = "drawn"


def drawn_document(drawing: str) -> Document:
    """The drawing as a format gives it that knows its grid: a line is a passage, lines that begin with "|" are a table."""
    blocks: list[Block] = []
    for number, lines in enumerate(_chunks(drawing), 1):
        if lines[0].startswith("|"):
            blocks.append(Table(number, _rows(number, _cells(lines))))
        else:
            blocks.append(Passage(lines[0], Source(_FILE, paragraph=number)))
    return Document(_FILE, (File(_FILE, "", "drawn"),), tuple(blocks))


def flattened(drawing: str) -> str:
    """The drawing as Word's text export leaves it: merged cells to the right are lost, those below are empty."""
    out: list[str] = []
    for lines in _chunks(drawing):
        if not lines[0].startswith("|"):
            out.append(lines[0])
            continue
        for row in _cells(lines):
            out.append("")
            out += ["\t" + ("" if cell == "^" else cell) for cell in row if cell != "<"]
        out.append("")
    return "\n".join(out) + "\n"


def read_drawing(drawing: str, vocabulary: Vocabulary | None = None) -> FormRecords:
    """What the forms of a drawing say."""
    words = vocabulary or load_vocabulary()
    return extract_forms(split_parts(drawn_document(drawing), words), words)


def audit_drawing(drawing: str, is_flat: bool = False) -> Audit:
    """The audit of a drawing, with its grid or flattened."""
    if not is_flat:
        audit = Audit(drawn_document(drawing))
        vars(audit)["suites"] = standard_suites()
        return audit
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_FILE}.txt"
        path.write_text(flattened(drawing), encoding="utf-8")
        audit = Audit.open(path)
        vars(audit)["suites"] = standard_suites()
        return audit


def facts_in(records: FormRecords) -> dict[str, str]:
    """Address → value with its measure, or the state where there is no value."""
    return {
        fact.address: shown(fact.value, fact.measure) if fact.value is not None else fact.state
        for fact in records.facts
    }


def shown(value: object, measure: str) -> str:
    return f"{value.normalize():f}{measure}" if hasattr(value, "normalize") else f"{value}{measure}"


def unread_in(records: FormRecords) -> list[str]:
    """The signals: "unknown_label 食堂补贴"."""
    return [f"{field.field} {field.text}" for field in records.fields if field.is_unread]


def _chunks(drawing: str) -> list[list[str]]:
    """Passages one by one, the rows of a table together."""
    chunks: list[list[str]] = []
    in_table = False
    for line in map(str.strip, drawing.strip().split("\n")):
        if line.startswith("|") and in_table:
            chunks[-1].append(line)
        elif line:
            chunks.append([line])
        in_table = line.startswith("|")
    return chunks


def _cells(lines: list[str]) -> list[list[str]]:
    rows = [[cell.strip().replace("\\n", "\n") for cell in line.strip("|").split("|")] for line in lines]
    widths = {len(row) for row in rows}
    assert len(widths) == 1, f"rows of {sorted(widths)} cells in one table:\n" + "\n".join(lines)
    return rows


def _rows(table: int, drawn: list[list[str]]) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for number, texts in enumerate(drawn, 1):
        cells: list[Cell] = []
        for place, text in enumerate(texts):
            if text == "<":
                last = cells[-1]
                assert last.grid is not None
                cells[-1] = Cell(last.text, last.source, (last.grid[0], place), last.is_continuation)
                continue
            source = Source(_FILE, table=table, row=number, column=len(cells) + 1)
            cells.append(Cell("" if text == "^" else text, source, (place, place), text == "^"))
        rows.append(tuple(cells))
    return tuple(rows)
