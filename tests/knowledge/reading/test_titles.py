"""Documents that messages name, and texts that nobody holds here."""

import pytest

from knowledge.documents.library import Library
from knowledge.reading.titles import document_named, text_not_held

GUANGDONG, NANTONG = ("guangdong",), ("nantong",)


@pytest.mark.parametrize(
    ("text", "line", "document"),
    [
        ("35号文", (), "guangdong-notice"),
        ("三十五号文（七）", (), "guangdong-notice"),
        ("35 号文件", (), "guangdong-notice"),
        ("省局35号文", GUANGDONG, "guangdong-notice"),
        ("35号文（七）", ("meizhou", "guangdong"), "guangdong-notice"),
        ("4号文", NANTONG, "nantong-amendment"),
        ("请问4号文说了什么", (), "nantong-amendment"),
        ("粤市监202335号", NANTONG, "guangdong-notice"),
        ("粤市监（2023）第35号", (), "guangdong-notice"),
        ("《首席质量官管理办法》第五条", NANTONG, "nantong-measures"),
    ],
)
def test_a_document_is_known_by_its_number_or_title(
    shipped: Library, text: str, line: tuple[str, ...], document: str
) -> None:
    found, _ = document_named(text, shipped.documents.values(), line)
    assert found is not None
    assert found.id == document


@pytest.mark.parametrize(
    ("text", "line", "missing"),
    [
        ("《公司法》第十条", NANTONG, "《公司法》第十条的内容"),
        ("请问劳动法第三条是什么", NANTONG, "《劳动法》第三条的内容"),
        ("劳动法第三条", (), "《劳动法》第三条的内容"),
        ("民法典第1259条", NANTONG, "《民法典》第1259条的内容"),
        ("ISO9001第七条", GUANGDONG, "ISO9001 第七条的内容"),
        ("GB/T 19001第七条", GUANGDONG, "GB/T 19001 第七条的内容"),
        ("《产品质量法》规定了什么", NANTONG, "《产品质量法》的内容"),
        ("《首席质量官制度实施指南》第五条", GUANGDONG, "《首席质量官制度实施指南》第五条的内容"),
        ("国务院4号文", NANTONG, "国务院4号文的内容"),
        ("4号文", GUANGDONG, "4号文的内容"),
        ("10号文", GUANGDONG, "10号文的内容"),
        ("135号文", (), "135号文的内容"),
        ("粤市监办发〔2023〕1545号说了什么", GUANGDONG, "粤市监办发〔2023〕1545号的内容"),
        ("粤市监〔2022〕35号", (), "粤市监〔2022〕35号的内容"),
        ("粤市监〔2023〕350号", (), "粤市监〔2023〕350号的内容"),
    ],
)
def test_a_text_that_is_not_held_is_named(shipped: Library, text: str, line: tuple[str, ...], missing: str) -> None:
    assert document_named(text, shipped.documents.values(), line)[0] is None
    assert text_not_held(text, shipped.documents.values(), line) == missing


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("第五条", NANTONG),
        ("管理办法第五条", NANTONG),
        ("管理条例第五条", NANTONG),
        ("有什么办法第一条就写清楚", NANTONG),
        ("1545号文叫什么名字", ("shenzhen", "guangdong")),
        ("编制思路提到的质检办质〔2012〕749号是什么通知", GUANGDONG),
        ("《质量强国建设纲要》说了什么", GUANGDONG),
        ("《产品质量法》和首席质量官备案有关系吗", NANTONG),
    ],
)
def test_what_our_texts_print_may_be_asked_about(shipped: Library, text: str, line: tuple[str, ...]) -> None:
    assert text_not_held(text, shipped.documents.values(), line) == ""
