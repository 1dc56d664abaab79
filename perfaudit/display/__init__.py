"""Findings and frames as pieces of HTML, for the notebook and the pages. Decides nothing, escapes everything."""

from perfaudit.display.figures import format_figure
from perfaudit.display.html import Html, render, stylesheet
from perfaudit.display.views import (
    SEVERITIES,
    UNCONCLUDED,
    checks,
    count_roots,
    count_severities,
    count_unconcluded,
    cover,
    figures,
    findings,
    group_by_cause,
    indicators,
    pictures,
    state_verdict,
    trial,
    unchecked,
)

__all__ = [
    "SEVERITIES",
    "UNCONCLUDED",
    "Html",
    "checks",
    "count_roots",
    "count_severities",
    "count_unconcluded",
    "cover",
    "figures",
    "findings",
    "format_figure",
    "group_by_cause",
    "indicators",
    "pictures",
    "render",
    "state_verdict",
    "stylesheet",
    "trial",
    "unchecked",
]
