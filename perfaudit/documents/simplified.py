"""Traditional characters read as simplified ones, character for character: a place in one text is the same in the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from opencc import OpenCC

from perfaudit.documents.model import Block, Cell, Document, Passage


def simplify(document: Document) -> Document:
    """The document in simplified characters, with the same cells, passages and offsets; itself where it has no others."""
    return map_texts(document, lambda piece: simplified(piece.text))


def simplified(text: str) -> str:
    """``text`` in simplified characters, as long as it was: "預算數" → "预算数".

    Words decide how some characters are converted (批覆 → 批复, 覆蓋 → 覆盖), with a line break in them as without.
    """
    if text.isascii():
        return text
    compact = "".join(text.split())
    converted = _converter().convert(compact)
    if len(converted) != len(compact):  # it would shift every offset behind it
        converted = "".join(map(_simplified_character, compact))
    signs = iter(converted)
    return "".join(sign if sign.isspace() else next(signs) for sign in text)


def map_texts(document: Document, text_of: Callable[[Cell | Passage], str]) -> Document:
    """The document with other texts, each as long as the one it stands for; itself where nothing changes."""
    blocks = tuple(_map_block(block, text_of) for block in document.blocks)
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _map_block(block: Block, text_of: Callable[[Cell | Passage], str]) -> Block:
    if isinstance(block, Passage):
        return replace(block, text=text_of(block))
    rows = tuple(tuple(replace(cell, text=text_of(cell)) for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def _simplified_character(character: str) -> str:
    converted = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> OpenCC:
    return OpenCC("hk2s")  # reads the variants of Hong Kong, too, which "t2s" leaves
