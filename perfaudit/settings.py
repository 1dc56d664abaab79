"""Reading and writing the YAML files of the workbook: the only place for PyYAML. A doubled key is an error, not the last one wins."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from perfaudit.errors import PerfauditError, VocabularyError
from perfaudit.files import write_text


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
