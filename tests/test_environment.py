"""The three lists of dependencies (pyproject.toml, environment.yml, constraints.txt) say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# What conda-forge calls otherwise, and what only conda has to be told.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
CONDA_ONLY = {"pip", "python"}


def name_and_pin(line: str) -> tuple[str, str]:
    requirement = Requirement(line)
    name = canonicalize_name(requirement.name)
    return CONDA_NAMES.get(name, name), str(requirement.specifier)


def project_pins() -> dict[str, str]:
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
    return dict(name_and_pin(line) for line in lines)


def conda_pins() -> dict[str, str]:
    """Name → pin of every line of environment.yml, those for pip among them; perfaudit itself (``--editable .``) left out."""
    pins: dict[str, str] = {}
    for line in yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]:
        for_pip = [words for words in line["pip"] if not words.startswith("-")] if isinstance(line, dict) else [line]
        pins.update(name_and_pin(words) for words in for_pip)
    return pins


def constraint_lines() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_conda_and_pip_install_the_same():
    """A dependency added to one list and forgotten in the other would break half of the installations."""
    project, conda = project_pins(), conda_pins()
    assert len(project) > 10 and "great-expectations" in project
    assert {name: pin for name, pin in conda.items() if name not in CONDA_ONLY} == project


def test_conda_and_pip_ask_for_the_same_python():
    """The lowest Python stands in both files."""
    assert conda_pins()["python"] == PROJECT["requires-python"]


def test_conda_installs_the_checkout_itself():
    """Without this line the conda environment has everything but the command ``perfaudit``."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert "--editable ." in next(line["pip"] for line in lines if isinstance(line, dict))


def test_constraints_pin_every_release_exactly():
    """A range, an address, a path or an editable line in constraints.txt installs another thing on another day."""
    lines = constraint_lines()
    assert len(lines) > 50
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []


def test_constraints_cover_and_satisfy_the_project():
    """A dependency without a pin, or with one that pyproject.toml forbids, would leave the tested set."""
    pinned = dict(name_and_pin(line) for line in constraint_lines())
    project = project_pins()
    assert project
    assert set(project) - set(pinned) == set()
    for name, pin in project.items():
        version = pinned[name].removeprefix("==")
        assert Requirement(name + pin).specifier.contains(version), f"{name}{pin} is pinned to {version}"
