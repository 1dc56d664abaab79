"""Findings and frames as pieces of HTML, for the notebook and the pages. Decides nothing, escapes everything."""

from perfaudit.display.figures import format_figure
from perfaudit.display.html import Html, render, stylesheet
from perfaudit.display.views import (
    SEVERITIES,
    checks,
    count_severities,
    cover,
    figures,
    findings,
    group_by_cause,
    indicators,
    pictures,
    trial,
    unchecked,
)

__all__ = [
    "SEVERITIES",
    "Html",
    "checks",
    "count_severities",
    "cover",
    "figures",
    "findings",
    "format_figure",
    "group_by_cause",
    "indicators",
    "pictures",
    "render",
    "stylesheet",
    "trial",
    "unchecked",
]
