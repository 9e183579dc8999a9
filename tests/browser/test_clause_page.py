"""The public page of a clause in a real browser, on a desk, on a phone and on paper."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, WIDE, OpenPage, Photograph

pytestmark = pytest.mark.browser

ADDRESS = "/clauses/nantong-measures.a5.i3"
STRIP_LINE = 24
CLAUSE = "具有大专（含）以上学历或者相关专业技术中级职称（含）以上；"


async def test_cited_clause_is_in_view_on_yellow(demo_url: str, open_page: OpenPage, photograph: Photograph) -> None:
    page = await open_page(demo_url + ADDRESS, WIDE)
    cited = page.locator(".cited")

    await expect(cited).to_be_in_viewport()
    await expect(cited.locator("p").first).to_have_text(f"（三）{CLAUSE}")
    background = await cited.evaluate("element => getComputedStyle(element, '::before').backgroundColor")
    assert background == "rgb(255, 247, 214)"
    await expect(page.get_by_role("navigation", name="目录")).to_be_visible()
    await photograph(page, "clause-wide")


async def test_copy_button_copies_words_and_source(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ADDRESS, WIDE)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="复制原文与出处").click()
    await expect(page.get_by_role("status")).to_have_text("已复制")

    assert await page.evaluate("navigator.clipboard.readText()") == (
        f"「{CLAUSE}」——《南通市首席质量官暂行管理办法》（通政办发〔2011〕65号，通政办规〔2020〕4号修订）第五条（三）"
    )


async def test_phone_folds_the_contents_and_never_scrolls_sideways(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await open_page(demo_url + ADDRESS, PHONE)

    await expect(page.locator(".cited")).to_be_in_viewport()
    await expect(page.get_by_role("navigation", name="目录")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await photograph(page, "clause-phone")
    await page.locator(".contents summary").click()
    await page.get_by_role("link", name="第十五条").click()
    await expect(page.locator("[id='nantong-measures.a15']")).to_be_in_viewport()


async def test_relation_leads_to_the_other_document(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ADDRESS, WIDE)
    await page.get_by_role("link", name="市政府办公室关于修改《南通市首席质量官暂行管理办法》的通知").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "市政府办公室关于修改《南通市首席质量官暂行管理办法》的通知"
    )


async def test_amending_notice_leads_to_the_clause_as_it_reads_now(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + "/clauses/nantong-amendment.s4.i3", PHONE)
    await page.get_by_role("link", name="现为第十一条（三）").click()

    await expect(page.locator(".cited")).to_be_in_viewport()
    await expect(page.locator(".cited .tools")).to_contain_text("原第七条")
    await page.get_by_role("link", name="见修改通知四、（三）").click()
    await expect(page.locator(".cited")).to_contain_text("负责企业管理体系建设")


async def test_status_strip_keeps_its_notes_whole_on_a_phone(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await open_page(demo_url + ADDRESS, PHONE)
    strip = page.get_by_role("region", name="文件状态")
    await strip.scroll_into_view_if_needed()

    notes = strip.locator(".notes span")
    heights = [box["height"] for note in await notes.all() if (box := await note.bounding_box())]
    assert len(heights) == 4
    assert max(heights) <= STRIP_LINE
    await photograph(page, "clause-status-phone")


async def test_paper_shows_the_text_alone(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ADDRESS, WIDE)
    await page.emulate_media(media="print")

    await expect(page.locator("article")).to_be_visible()
    for left_out in (".brand", ".contents", ".tools", ".unit > .formerly >> nth=0"):
        await expect(page.locator(left_out)).to_be_hidden()
