"""Numbers that name a person, in every shape people type them, and numbers that do not."""

import time

import pytest

from bot.masking import masked
from dialogs.redacting import holds_id_card


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "+8613812345678",
        "86 138 1234 5678",
        "0086-138-1234-5678",
        "１３８１２３４５６７８",
        "138-1234-5678",
        "138 12345678",
        "138－1234–5678",
        "138.1234.5678",
        "(138)1234-5678",
        "1 3 8 1 2 3 4 5 6 7 8",
        "138\u200b1234\u200b5678",
        "138，1234，5678",
        "我叫张三13812345678谢谢",
    ],
)
def test_phone_keeps_first_and_last_three(typed: str) -> None:
    assert "138*****678" in masked(f"电话{typed}。")
    assert "12345" not in masked(typed).replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002X", "110105 19491231 002x", "110105194912310021", "１１０１０５１９４９１２３１００２１"],
)
def test_identity_card_number_is_removed(typed: str) -> None:
    assert masked(f"身份证{typed}能办吗") == "身份证〔身份证号已隐去〕能办吗"
    assert holds_id_card(typed)


@pytest.mark.parametrize("typed", ["6222020012345678123", "6222 0212 3456 7894", "6222-0212-3456-7894"])
def test_bank_card_number_is_removed(typed: str) -> None:
    assert masked(f"卡号{typed}") == "卡号〔卡号已隐去〕"


@pytest.mark.parametrize(
    "text",
    [
        "粤市监〔2023〕35号",
        "2023年6月12日",
        "2024 2025 2026",
        "91440604MA00000236",
        "第五条第3项",
        "覆盖率不低于60%",
        "0513-85123456",
        "2023-06-12 到 2024-12-31",
        "2011-04-15 2020-08-28",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text
    assert not holds_id_card(text)


def test_glued_numbers_old_identity_cards_and_mail_names_are_removed() -> None:
    assert masked("1381234567813987654321") == "〔号码已隐去〕"
    assert masked("身份证130503670401001") == "身份证〔身份证号已隐去〕"
    assert holds_id_card("11010519491231002Ｘ")
    assert masked("发到zhang.san@example.com") == "发到〔已隐去〕@example.com"
    assert masked("发到+a-b_c.d@example.com.cn和e@f.g") == "发到〔已隐去〕@example.com.cn和〔已隐去〕@f.g"


@pytest.mark.parametrize("run", ["a", "1-", "1 ", "+86", "12345678-", "a@b-", "110105 19", "〇"])
def test_a_long_run_is_read_at_once(run: str) -> None:
    text = (run * 100_000)[:100_000] + "x"
    started = time.process_time()
    assert masked(text).endswith("x")
    assert not holds_id_card(text)
    assert time.process_time() - started < 1
