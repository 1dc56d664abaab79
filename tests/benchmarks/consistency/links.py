"""Claims against their gold links: which figure of the forms each number of the report speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from perfaudit.records import Claim

from .auditing import Audited
from .figures import Figure
from .papers import Papers
from .ties import Ledger


@dataclass(frozen=True)
class Links:
    """Counts: figures with a gold address, right and wrong links, and what was wrong or missing, for people."""

    gold: int
    right: int
    linked: int
    trouble: tuple[str, ...]


def judge_links(papers: Papers, audited: Audited) -> Links:
    """Every claim of the report against the figure it was made from.

    A link to another address of the same quantity is right. Shares, growth and differences have no address of their own:
    a link of theirs to the figure they speak of is neither right nor wrong.
    """
    ledger = Ledger(papers)
    paragraphs = _paragraphs(papers)
    texts = {text for text, _ in paragraphs}  # of a table in the report, the claims have other paragraphs
    claims = [c for c in audited.audit.records.claims if c.form == "report" and c.paragraph_text in texts]
    gold = right = 0
    trouble = []
    seen: set[str] = set()
    for text, spans in paragraphs:
        own = [claim for claim in claims if claim.paragraph_text == text]
        for start, end, figure in spans:
            found = [claim for claim in own if claim.start < end and start < claim.end]
            seen |= {claim.claim_id for claim in found}
            if "|" in figure.about or figure.about.startswith("x."):
                continue
            gold += 1
            links = [claim.link for claim in found if claim.link]
            if any(ledger.key(link) == ledger.key(figure.about) for link in links):
                right += 1
            else:
                trouble.append(
                    f"{figure.text}: {links[0] if links else 'no link'} for {figure.about} | {text[max(0, start - 25) : end + 15]}"
                )
    stray = [claim for claim in claims if claim.link and claim.claim_id not in seen]
    trouble += [
        f"{claim.raw_text}: {claim.link} for nothing | {claim.sentence[:60]}" for claim in stray if _is_wrong(claim)
    ]
    linked = sum(
        bool(c.link) and c.claim_id in seen and c.relation not in ("share", "growth", "change") for c in claims
    )
    return Links(gold, right, max(right, linked) + len([c for c in stray if _is_wrong(c)]), tuple(trouble))


def _is_wrong(claim: Claim) -> bool:
    """A denial is linked to what it denies, rightly."""
    return claim.relation != "negation"


def _paragraphs(papers: Papers) -> list[tuple[str, list[tuple[int, int, Figure]]]]:
    """Each paragraph of the report with its figures' places."""
    paragraphs = []
    for chapter in papers.chapters:
        for sentences in chapter.paragraphs:
            if sentences[0].kind == "table":
                continue
            text, spans = "", []
            for sentence in sentences:
                for piece in sentence.pieces:
                    words = piece if isinstance(piece, str) else piece.text
                    if isinstance(piece, Figure):
                        spans.append((len(text), len(text) + len(words), piece))
                    text += words
            paragraphs.append((text, spans))
    return paragraphs
