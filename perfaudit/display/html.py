"""Templates in, HTML out: everything from a document is escaped, and a cell that shows the result shows the page's piece."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from perfaudit.catalogue import has, place_text, text
from perfaudit.vocabulary import load_vocabulary

TEMPLATES = Path(__file__).parents[1] / "templates"


class Html(str):
    """A piece of HTML: notebooks show it as such, templates put it in as it is, and its repr stays short."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<HTML, {len(self):,} characters>"


def render(template: str, lang: str, **values: Any) -> Html:
    """The template's text with its values, every one of them escaped unless it is ``Html`` itself."""

    def t(key: str, **placeholders: object) -> str:
        return text(key, lang, **placeholders)

    def name(kind: str, slug: str) -> str:
        return name_of(kind, slug, lang)

    def place(source: Mapping[str, Any], with_file: bool) -> str:
        return place_text(source, lang, with_file)

    return Html(_environment().get_template(template).render(t=t, name=name, place=place, lang=lang, **values))


def name_of(kind: str, slug: str, lang: str) -> str:
    """What people call a slug: ("form", "basic") → "基础数据表"; a slug without a name stays as it is."""
    if (names := load_vocabulary().words.get(f"{kind}_names")) is not None:
        return str(names[slug][lang]) if slug in names else slug
    key = f"{kind}.{slug}"
    return text(key, lang) if has(key) else slug


@lru_cache
def stylesheet(*names: str) -> Html:
    """The named style sheets in a ``<style>`` element: "fragments" for cells and pages, "page" for pages alone."""
    rules = "".join((TEMPLATES / f"{name}.css").read_text(encoding="utf-8") for name in names)
    return Html(f"<style>{rules}</style>")


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
