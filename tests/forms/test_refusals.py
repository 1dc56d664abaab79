"""Documents that hold no self-evaluation."""

from pathlib import Path

import pytest

from perfaudit.audit import Audit
from perfaudit.errors import DocumentError


def refusal(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        Audit.open(path)
    return caught.value


def test_another_document_is_refused(tmp_path):
    """Minutes of a meeting are no self-evaluation; the error says what was looked for, and what to do."""
    path = tmp_path / "会议纪要.txt"
    path.write_text("会议纪要\n\n一、会议听取了年度工作汇报。\n二、会议决定下周继续研究。\n", encoding="utf-8")
    error = refusal(path)
    assert "会议纪要.txt" in error.where and "self-evaluation" in error.read
    assert "整体支出绩效自评表" in error.expected and "vocabulary.yml" in error.remedy


@pytest.mark.parametrize("content", [b"", b"\n\n \t\n", b"PK\x03\x04 cut off", b"\x00\x01\x02\x03"])
@pytest.mark.parametrize("name", ["x.txt", "x.docx"])
def test_what_cannot_be_read_is_refused(tmp_path, content, name):
    """Empty, cut off or no document at all: an error that names the file and a remedy."""
    path = tmp_path / name
    path.write_bytes(content)
    error = refusal(path)
    assert error.where.startswith("x.") and error.read and (error.expected or error.remedy)


def test_a_path_that_leads_nowhere_is_refused(tmp_path):
    """A slip in a command line is answered with the path that was looked for."""
    error = refusal(tmp_path / "nobody.docx")
    assert "nobody" in error.where and "no such" in error.read and error.remedy


def test_a_few_words_of_a_form_are_no_form(tmp_path):
    """A document that mentions a form by name, without any table, holds none."""
    path = tmp_path / "notice.txt"
    path.write_text("关于报送2023年度整体支出绩效自评表的通知\n请各单位按时报送。\n", encoding="utf-8")
    assert "no form" in refusal(path).read
