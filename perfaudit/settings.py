"""Reading and writing the YAML files of the workbook: the only place for PyYAML. A doubled key is an error, not the last one wins."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from perfaudit.errors import PerfauditError, VocabularyError
from perfaudit.files import write_text

Keys: TypeAlias = tuple[str | int, ...]
"""What leads to an entry of nested maps and lists: names, and places from 0."""

_NOT_OF_YAML = re.compile(f"[\t\x85\u2028\u2029]|{yaml.reader.Reader.NON_PRINTABLE.pattern}")
"""Signs that JSON takes for a blank or for words, and YAML for the end of a line or for a mistake."""


class _StrictLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """A safe loader that refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                where = f"{Path(node.start_mark.name).name}, line {key_node.start_mark.line + 1}"
                raise VocabularyError(where, f'"{key}" stands twice', remedy="join the two entries")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises VocabularyError with file and line where it is no YAML or a key stands twice."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = str(error.problem or "no YAML")
        raise VocabularyError(f"{path.name}, line {line}", problem, remedy="mend the line") from error
    except PerfauditError:
        raise
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise VocabularyError(path.name, str(error), expected="a YAML file in UTF-8") from error


def write_yaml(path: Path, content: Any, head: str = "") -> None:
    """Write YAML that people can read, whole or not at all; ``head`` is a comment on the first line."""
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    write_text(path, (f"# {head}\n" if head else "") + text)


def line_of(path: Path, keys: Sequence[str | int]) -> int | None:
    """The line, from 1, on which an entry of a YAML or JSON file stands; JSON is YAML, so one reader tells both.

    ``keys`` lead to the entry: names of a map, places of a list (from 0). Where the last of them are not there, the line
    is that of the last one that is. None where the file cannot be read that way. Only errors need a line, so nothing is
    read for it before there is one.
    """
    try:
        text = _NOT_OF_YAML.sub(" ", path.read_text(encoding="utf-8"))
        node = yaml.compose(text, Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    if node is None:
        return None
    line = node.start_mark.line
    for key in keys:
        found = _entry(node, key)
        if found is None:
            break
        line, node = found
    return int(line) + 1


def _entry(node: yaml.Node, key: str | int) -> tuple[int, yaml.Node] | None:
    """The line of an entry's key, or of the entry in a list, and its value."""
    if isinstance(node, yaml.MappingNode):
        return next(((name.start_mark.line, value) for name, value in node.value if name.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line, node.value[key]
    return None


def place_of(path: Path, keys: Sequence[str | int] = (), *names: str) -> str:
    """Where an error stands, for people: "controls.json, line 12, CTRL-001"; without the line where nobody can tell."""
    line = line_of(path, keys)
    return ", ".join([path.name, *([f"line {line}"] if line else []), *names])
