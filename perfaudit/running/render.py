"""The executed notebook as one page: the project's own template on nbconvert's ``base``, nothing loaded from anywhere."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from perfaudit import __version__
from perfaudit.catalogue import text
from perfaudit.display import stylesheet
from perfaudit.files import write_text

TEMPLATES = Path(__file__).parents[1] / "templates"
GUIDE = "guide"
"""The tag of cells for people in JupyterLab, which a page does without."""
_BILINGUAL_HEADING = re.compile(r"^(#{1,6} +)(.+?) · (.+)$", re.MULTILINE)
_TEXTS = ("skip", "show_code", "code", "messages", "broken", "to_portfolio", "notes_room")


def render_page(notebook: Path, page: Path, title: str, lang: str) -> None:
    """Write the notebook's page, whole or not at all. Identical notebooks give identical bytes."""
    node = _for_page(nbformat.read(notebook, as_version=4), lang)
    texts = {name: text(f"page.{name}", lang) for name in _TEXTS}
    texts["footer"] = text("page.footer", lang, version=__version__)
    resources = {
        "page": {
            "lang": "zh-CN" if lang == "zh" else lang,
            "title": text("page.title", lang, unit=title),
            "style": str(stylesheet("fragments", "page")),
            "texts": texts,
        }
    }
    body, _ = _exporter().from_notebook_node(node, resources)
    write_text(page, body)


def _for_page(node: NotebookNode, lang: str) -> NotebookNode:
    """The cells that a page shows, headings in its language ("## 发现 · Findings"), and the style sheet taken out of outputs."""
    style = str(stylesheet("fragments"))
    node.cells = [cell for cell in node.cells if GUIDE not in cell.metadata.get("tags", [])]
    for cell in node.cells:
        if cell.cell_type == "markdown":
            cell.source = _BILINGUAL_HEADING.sub(r"\1\2" if lang == "zh" else r"\1\3", cell.source)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = output.data["text/html"].replace(style, "", 1)
    return node


def _markdown(source: str) -> str:
    return MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True)).render(source)


class _PageExporter(TemplateExporter):
    output_mimetype = "text/html"


@lru_cache
def _exporter() -> TemplateExporter:
    """Made once: looking up the templates takes longer than filling them."""
    return _PageExporter(
        file_extension=".html",
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES)],
        filters={"markdown_without_anchors": _markdown},
    )
