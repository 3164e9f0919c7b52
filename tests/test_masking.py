"""Personal numbers and addresses are hidden in both languages' forms; amounts, dates and short numbers stay."""

import pytest

from lodestar.masking import mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("mail me at jo.do+x@example.co.uk please", "jo.do+x@example.co.uk"),
        ("call 555-0100-123 today", "555-0100-123"),
        ("call +1 (555) 010 0123", "(555) 010 0123"),
        ("电话13800000000谢谢", "13800000000"),
        ("电话：１３８００００００００", "13800000000"),
        ("手机138　0000　0000", "0000　0000"),
        ("手机138–0000–0000", "0000–0000"),
        ("邮箱 ｚｈａｎｇ＠例子．中国", "例子"),
        ("身份证11010119900101001X号", "11010119900101001X"),
        ("card 4000 0000 0000 0002.", "4000 0000 0000 0002"),
        ("订单QM113000095的水壶", "113000095"),
        ("order QM113000095b", "113000095"),
        ("邮箱someone@example.com吗", "someone@example.com"),
    ],
)
def test_personal_data_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in mask(text)
    assert "•" in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "it cost 1,299.00",
        "on 2026-11-12 at 10:30",
        "within 24 hours",
        "order of 3",
        "版本 115.6.1",
        "共 1234 元",
        "",
        "（早上９点）好的。",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert mask(text) == text
