"""What may stand in a formula: read with Python's ``ast`` and a whitelist, and every address one that somebody reports."""

from __future__ import annotations

import ast
import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from perfaudit.errors import FormulaError, did_you_mean
from perfaudit.records import PREVIOUS
from perfaudit.vocabulary import FORMS, load_vocabulary

_FUNCTIONS = ("sum", "min", "max", "abs", "count", "printed")
_OF_ONE = ("abs", "count", "printed")
_OF_AN_ADDRESS = ("count", "printed")
MAX_LENGTH, MAX_DEPTH = 4000, 60
"""Longer or more deeply nested than this, nobody can reckon a formula on paper, and Python's own reader may give up."""


@lru_cache
def known_addresses() -> frozenset[tuple[str, str]]:
    """Every form and item that the vocabulary can produce, as pairs."""
    words = load_vocabulary().words
    pairs = {(form, item) for form, items in words["items"].items() for item in items}
    pairs |= {(form, item) for form, items in words["item_columns"].items() for item in items}
    pairs |= {(form, line) for form, groups in words["groups"].items() for line in groups.values()}
    pairs |= {(form, item) for form in ("overall", "project") for item in ("indicator", "total", "level_1", "level_2")}
    return frozenset(pairs)


@lru_cache
def known_bases() -> frozenset[str]:
    """Every basis that the vocabulary can produce."""
    words = load_vocabulary().words
    named = {basis for columns in words["columns"].values() for basis in columns}
    return frozenset(named | {"final", "stated", "weight", "score", "rate"})


def one_line(text: str) -> str:
    return text.replace("\n", " ").strip()


def parse_tree(text: str) -> ast.expr:
    """The syntax tree of a formula of one line. Raises FormulaError for what is no expression, or too long to be one."""
    where = f"formula {text[:80]!r}"
    if len(text) > MAX_LENGTH:
        raise FormulaError(where, f"{len(text):,} characters", f"at most {MAX_LENGTH:,}", "make two rules of it")
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = error.offset or 1
        read = f"{error.msg} at column {column}\n{text}\n{' ' * _columns(text[: column - 1])}^"
        raise FormulaError(where, read) from error
    except (RecursionError, MemoryError, ValueError) as error:  # what Python's reader raises depends on its version
        raise FormulaError(where, f"it cannot be read ({error})", remedy="make two rules of it") from error
    if _is_deeper(node, MAX_DEPTH):
        raise FormulaError(where, "it is too deeply nested", f"at most {MAX_DEPTH} levels", "make two rules of it")
    return node


def _is_deeper(node: ast.AST, depth: int) -> bool:
    """Whether the tree has more levels than ``depth``; counted level by level, so that no tree is too deep to be counted."""
    level = [node]
    for _ in range(depth):
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]
    return bool(level)


def check_tree(text: str, node: ast.expr) -> None:
    """Refuse everything that is not on the whitelist, and every address that nobody can report."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        check_tree(text, node.left)
        check_tree(text, node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        check_tree(text, node.operand)
    elif isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords or not node.args:
            raise formula_error(text, node, "no function of formulas", f"one of {', '.join(_FUNCTIONS)}")
        if node.func.id in _OF_ONE and len(node.args) > 1:
            raise formula_error(text, node, f"{node.func.id} of {len(node.args)} things", f"{node.func.id}(…) of one")
        for argument in node.args:
            (_check_address if node.func.id in _OF_AN_ADDRESS else check_tree)(text, argument)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not math.isfinite(node.value):
            raise formula_error(text, node, f"{node.value!r}", "a number")
    elif not (isinstance(node, ast.Name) and node.id == "limit"):
        _check_address(text, node)


def _check_address(text: str, node: ast.expr) -> None:
    form, item, _, basis, _ = split_address(text, node)
    if (form, item) not in known_addresses():
        names = [f"{known_form}.{known_item}" for known_form, known_item in known_addresses()]
        names += load_vocabulary().words["aliases"]
        raise formula_error(text, node, f"nobody reports {form}.{item}", remedy=_near(f"{form}.{item}", sorted(names)))
    if basis is not None and basis not in known_bases():
        raise formula_error(
            text, node, f"nobody reports on the basis {basis}", remedy=_near(basis, sorted(known_bases()))
        )


def _near(name: str, names: Sequence[str]) -> str:
    return did_you_mean(name, names, f"known are {', '.join(names)}")


def formula_error(text: str, node: ast.expr, read: str, expected: str = "", remedy: str = "") -> FormulaError:
    line = text.encode()  # the tree counts bytes, of which a Chinese sign has three
    before, part = line[: node.col_offset].decode(), line[node.col_offset : node.end_col_offset].decode()
    place = f"{text}\n{' ' * _columns(before)}{'^' * max(1, _columns(part))}"
    return FormulaError(f"formula {text!r}", f"{read}\n{place}", expected, remedy)


def _columns(text: str) -> int:
    """The columns that a text takes on a screen: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


class Address(NamedTuple):
    """``member`` and ``basis`` are None where an address does not name them; ``is_previous`` where it is of last year's document."""

    form: str
    item: str
    member: str | None
    basis: str | None
    is_previous: bool


def split_address(text: str, node: ast.expr) -> Address:
    """The parts of an address, an alias resolved. Raises FormulaError for what is none."""
    names: list[str] = []
    member: str | None = None
    at: ast.expr = node
    while not isinstance(at, ast.Name):
        if isinstance(at, ast.Attribute):
            names.append(at.attr)
            at = at.value
        elif isinstance(at, ast.Subscript) and member is None and len(names) <= 1:
            key = at.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                member = key.value
            elif isinstance(key, ast.Name):
                member = key.id
            else:
                raise formula_error(text, key, "no name of a member", 'a name in quotes: item["name"]')
            at = at.value
        else:
            read = f"{type(at).__name__} is not part of formulas"
            raise formula_error(text, at, read, "an address such as basic.project_spending.final")
    parts = [at.id, *reversed(names)]
    is_previous = parts[0] == PREVIOUS.rstrip(".")
    parts = parts[is_previous:]
    alias = load_vocabulary().words["aliases"].get(".".join(parts))
    if alias:
        parts = alias.split(".")
    if not 2 <= len(parts) <= 3 or parts[0] not in FORMS:
        forms = ", ".join(FORMS)
        raise formula_error(text, node, f"{'.'.join(parts)} is no address", f"form.item.basis with a form of {forms}")
    return Address(parts[0], parts[1], member, parts[2] if len(parts) == 3 else None, is_previous)
