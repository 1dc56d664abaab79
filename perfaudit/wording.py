"""How figures and places are said to people: amounts with their measure, labels with their form and basis."""

from __future__ import annotations

from decimal import Decimal

from perfaudit.formulas import Missing, Value
from perfaudit.outcomes import Side, Texts
from perfaudit.quantities import amount_text, plain_number, rounded
from perfaudit.records import PREVIOUS, Fact
from perfaudit.vocabulary import load_vocabulary

__all__ = [
    "STATE_WORDS",
    "address_name",
    "amount_text",
    "fact_name",
    "fact_side",
    "missing_text",
    "neat",
    "plain_number",
    "value_side",
]

STATE_WORDS: dict[str, Texts] = {
    "blank": {"zh": "空白", "en": "blank"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "undecidable": {"zh": "无法认定", "en": "can be read two ways"},
    "absent": {"zh": "表中没有这一栏", "en": "has no cell in the form"},
    "no_row": {"zh": "表中没有这一项", "en": "has no row in the form"},
    "zero": {"zh": "为零，不能作除数", "en": "is zero and cannot divide"},
}
_LAST_YEARS, _THIS_YEARS = {"zh": "上年报送的", "en": "last year's own "}, {"zh": "", "en": ""}
_BRACKETS = {"zh": "（{}）", "en": " ({})"}


def value_side(value: Value, point: Decimal | None = None) -> Side:
    """A computed value as one side of a comparison; ``point`` is what the printed figures come to. Rates are times 100."""
    shown = neat((value.middle if point is None else point) * (100 if value.measure == "%" else 1))
    return Side(amount_text(shown, value.measure), shown, value.measure)


def neat(value: Decimal) -> Decimal:
    """Without the endless digits that a division leaves behind the point."""
    return value if value == value.to_integral_value() else rounded(value, Decimal("1E-8")).normalize()


def fact_side(fact: Fact) -> Side:
    """A figure as one side of a comparison."""
    if fact.value is None:
        return Side("—")
    return Side(amount_text(fact.value, fact.measure), fact.value, fact.measure)


def fact_name(fact: Fact) -> Texts:
    """ "基础数据表“公务接待”（上年决算）"."""
    words = load_vocabulary().words
    form, basis = words["form_names"][fact.form], words["basis_names"][fact.basis]
    before = _LAST_YEARS if fact.address.startswith(PREVIOUS) else _THIS_YEARS
    return {
        "zh": f"{before['zh']}{form['zh']}“{fact.label}”（{basis['zh']}）",
        "en": f"{before['en']}{form['en']} “{fact.label}” ({basis['en']})",
    }


def address_name(address: str) -> Texts:
    """The same for a figure that the forms have no cell for, in the vocabulary's words; the address where it has none."""
    words = load_vocabulary().words
    before = _LAST_YEARS if address.startswith(PREVIOUS) else _THIS_YEARS
    form, _, rest = address.removeprefix(PREVIOUS).partition(".")
    item, _, basis = rest.rpartition(".")
    item, _, member = item.partition("[")
    label = member.rstrip("]") or load_vocabulary().usual_label(form, item)
    if not label or basis not in words["basis_names"]:
        return {"zh": address, "en": address}
    names = words["form_names"][form], words["basis_names"][basis]
    return {
        lang: f"{before[lang]}{names[0][lang]}“{label}”" + brackets.format(names[1][lang])
        for lang, brackets in _BRACKETS.items()
    }


def missing_text(missing: list[Missing]) -> Texts:
    """Which figures a rule lacks, and why; the reason once for all that share it."""
    names: dict[tuple[str, str], list[Texts]] = {}
    for entry in missing:
        note = entry.fact.note if entry.fact else ""
        name = fact_name(entry.fact) if entry.fact else address_name(entry.address)
        names.setdefault((entry.state, note), []).append(name)
    told: dict[str, list[str]] = {"zh": [], "en": []}
    for (state, note), group in names.items():
        for lang, comma in (("zh", "、"), ("en", ", ")):
            joined = comma.join(dict.fromkeys(name[lang] for name in group))
            space = "" if lang == "zh" else " "
            told[lang].append(f"{joined}{space}{STATE_WORDS[state][lang]}" + (f"（{note}）" if note else ""))
    return {"zh": "；".join(told["zh"]), "en": "; ".join(told["en"])}
