"""Number formats: a figure arrives as the screen shows it, because the last printed digit says how exact it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.documents.number_formats import show_number

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.9734, "0.00%", "97.34%"),
        (1, "0%", "100%"),
        (1200, "0.00", "1200.00"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1431.3600000000001, "General", "1431.36"),
        (1200, "General", "1200"),
        (-5.5, "0.00_);(0.00)", "(5.50)"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (0, ACCOUNTING, "0"),
        (0, "0;-0;;@", "0"),
        (12.5, ACCOUNTING, "12.50"),
        (5, '0.00"万元"', "5.00万元"),
        (12, "[$¥-804]#,##0.00", "¥12.00"),
        (0.5, "# ?/?", "0.5"),
        (3.456, "0.##", "3.46"),
        (3, "0.##", "3"),
        (1234567, "0.0,", "1234.6"),
        (12345678, "#,##0,", "12,346"),
    ],
)
def test_numbers_arrive_as_shown(value, code, shown):
    """A rate stored as 0.97 is 97 %, and the last printed digit says how exact a figure is."""
    assert show_number(value, code) == shown


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_fixed_decimals_round_like_excel(value, places):
    """Whatever the number, a format with fixed decimals shows it rounded half up to these."""
    code = "0." + "0" * places if places else "0"
    stored = Decimal(f"{float(value):.15g}")
    shown = Decimal(show_number(float(value), code))
    assert abs(shown - stored) <= Decimal("0.5").scaleb(-places)
    assert -shown.as_tuple().exponent == places


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (123456, '0!.0,"万元"', "12.3万元"),
        (123456, '0\\.0,"万元"', "12.3万元"),
        (61234567890, '0!.00,,"亿"', "612.35亿"),
        (123456, '[>=10000]0!.0,"万元";0"元"', "12.3万元"),
        (500, '[>=10000]0!.0,"万元";0"元"', "500元"),
        (1234, 'G/通用格式"万元"', "1234万元"),
        (2023, '0"年度"', "2023年度"),
        (7, "000", "007"),
        (3.5, "0.0??", "3.5"),
        (0.5, "#.00", "0.50"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (1, '[=1]"是";[=0]"否"', "是"),
        (1.005, "0.00", "1.01"),
        (1 / 3, "General", "0.33333333333"),
        (0.1 + 0.2, "General", "0.3"),
        (1431.3600000000001, "@", "1431.36"),
    ],
)
def test_codes_of_chinese_workbooks(value, code, shown):
    """Counted in 万 by a trick of commas, under conditions, with words: what shows is what is read."""
    assert show_number(value, code) == shown


@pytest.mark.parametrize(
    ("days", "code", "shown"),
    [
        (45306, "yyyy-mm-dd", "2024-01-15"),
        (45306, 'yyyy"年"m"月"d"日";@', "2024年1月15日"),
        (45306, '[$-804]yyyy"年"', "2024年"),
        (45306.604, "yyyy/m/d h:mm:ss", "2024/1/15 14:29:46"),
        (45306.604, "上午/下午h时mm分", "下午2时29分"),
        (45306.604, "yyyy-mm-dd hh:mm:ss.000", "2024-01-15 14:29:46"),
        (1.5, "[h]:mm", "36:00"),
        (45306, "aaaa", "星期一"),
        (-5, "yyyy-mm-dd", "########"),
        (1e15, "yyyy-mm-dd", "########"),
    ],
)
def test_dates_arrive_as_formatted(days, code, shown):
    """A sheet stores a date as a number of days, which is no figure."""
    assert show_number(days, code) == shown


def test_dates_of_old_macs_begin_in_1904():
    """The same number is another day in a workbook that counts from 1904."""
    assert show_number(43844, "yyyy-mm-dd", is_1904=True) == "2024-01-15"


@given(
    st.floats() | st.integers(-(10**20), 10**20), st.text(alphabet='0#?.,%;"\\!_*[]<>=$E+-/ ymdhsa@万G', max_size=20)
)
def test_no_code_breaks_the_reader(value, code):
    """Whatever stands in a format code, every number shows as something."""
    assert show_number(value, code)
