"""Project forms against the lines of form 1: which form is about which line, as far as names and amounts tell."""

from perfaudit.projects.matching import (
    Pair,
    ProjectMatches,
    executed,
    line_name,
    match_projects,
    printed_names,
    reported_forms,
    total_of,
)
from perfaudit.projects.names import ProjectNames

__all__ = [
    "Pair",
    "ProjectMatches",
    "ProjectNames",
    "executed",
    "line_name",
    "match_projects",
    "printed_names",
    "reported_forms",
    "total_of",
]
