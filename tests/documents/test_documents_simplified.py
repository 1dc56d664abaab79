"""Traditional characters: read as simplified ones without moving a single offset."""

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from perfaudit.audit import Audit
from perfaudit.documents import read_document
from perfaudit.documents.simplified import simplified, simplify
from tests.units import SAMPLES, sample, write_unit


@given(st.text())
def test_every_text_keeps_its_length(text):
    """Offsets into the simplified text are offsets into the words as received."""
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


def test_variants_of_all_regions_are_read():
    """Hong Kong and Taiwan write some characters their own way."""
    assert simplified("環衞專項預算數、裏程、臺帳、為民、爲民、羣眾") == "环卫专项预算数、里程、台帐、为民、为民、群众"


def test_simplified_documents_stay_as_they_are(tmp_path):
    """Without a traditional character nothing is copied."""
    document = read_document(write_unit(sample(SAMPLES[0]), tmp_path, "docx"))
    assert simplify(document) is document


def test_a_unit_in_traditional_characters_gives_the_same_findings(tmp_path):
    """Facts, indicators and finding ids do not depend on the characters; quotes stay as received."""
    for unit_id in SAMPLES:
        path = write_unit(sample(unit_id), tmp_path, "txt", is_folder=False)
        plain = Audit.open(path)
        folder = tmp_path / "traditional"
        folder.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(OpenCC("s2hk").convert(text), encoding="utf-8")
        other = Audit.open(folder / path.name)
        assert other.document != plain.document
        assert other.records.facts == plain.records.facts
        assert other.records.indicators == plain.records.indicators
        assert [finding.id for finding in other.findings] == [finding.id for finding in plain.findings]
        quotes = {source.text for source in other.records.sources}
        assert quotes != {source.text for source in plain.records.sources}
