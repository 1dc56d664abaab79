"""Fonts that draw signs at the places of letters."""

# Characters of fonts that draw signs at the places of letters: font → code (low byte) → the sign in Unicode.
_SIGNS = {
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0x2D: "−", 0xB7: "·"},
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0x6F: "□", 0xA8: "□", 0x6C: "●", 0x6E: "■"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x2A: "□"},
}
_UNREADABLE = "\ufffd"


def font_sign(font: str, code: str) -> str:
    """The sign that a font shows for a code in hexadecimal; one that is not known shows as unreadable instead of going missing."""
    try:
        number = int(code, 16)
    except ValueError:
        return _UNREADABLE
    known = _SIGNS.get(font.lower(), {}).get(number & 0xFF)
    is_plain = 0x20 <= number < 0xD800 or 0xF900 <= number <= 0xFFFF
    return known or (chr(number) if is_plain and font.lower() not in _SIGNS else _UNREADABLE)
