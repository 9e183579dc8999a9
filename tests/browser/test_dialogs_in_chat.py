"""The guided dialogs on a phone, as somebody in a hurry goes through them, against the real demo."""

import re

import pytest
from playwright.async_api import Page, expect

from adapters.twin.account import USERS
from tests.browser.conftest import PHONE, OpenPage, Photograph
from tests.browser.test_chat_page import ask, replies

pytestmark = pytest.mark.browser

LI, WANG, ZHAO = (f"/twin/#{user.openid}" for user in USERS)
"""Li acts for an enterprise of Foshan in the demo's records, the others for none."""


async def say(page: Page, words: str, answer: str | re.Pattern[str]) -> None:
    """Say `words` and wait for a reply with `answer`."""
    before = await replies(page).count()
    await ask(page, words)
    await expect(replies(page)).to_have_count(before + 1)
    await expect(replies(page).last).to_contain_text(answer)


async def tap(page: Page, label: str, answer: str) -> None:
    """Tap a choice of the last reply and wait for a reply with `answer`."""
    before = await replies(page).count()
    await replies(page).last.locator(".choices button", has_text=label).first.click()
    await expect(replies(page)).to_have_count(before + 1)
    await expect(replies(page).last).to_contain_text(answer)


async def opened(open_page: OpenPage, address: str, area: str) -> Page:
    """The chat of a user whose enterprise is in `area`, with nothing open."""
    page = await open_page(address, PHONE)
    await expect(replies(page).first).to_be_visible()
    await say(page, "取消", "好的")
    await say(page, "换地区", "您的企业在哪里？")
    await say(page, area, "好的，以下按")
    return page


async def test_self_check_comes_to_a_verdict_in_six_taps(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await opened(open_page, demo_url + WANG, "南通")
    await say(page, "帮我看看老李够不够格当首席质量官", "拟任人选现在的岗位是？")
    await tap(page, "质量部门正职", "从事质量管理工作满几年？")
    await tap(page, "不满 3 年", "最高学历是？")
    await tap(page, "本科", "需要您提供")
    await tap(page, "同意", "是否存在其中任一情形？")
    await tap(page, "没有", "是否符合第五条")
    await tap(page, "是", "结果：暂不满足 1 项")
    card = replies(page).last
    await expect(card.locator(".checked > li")).to_have_count(6)
    failed = card.locator(".checked > .not-met")
    await expect(failed).to_have_count(1)
    await expect(failed.locator(".quoted")).to_have_text("从事质量管理工作3年以上")
    await expect(failed.locator(".standing")).to_have_text("不满足")
    await card.locator(".checked").scroll_into_view_if_needed()
    await photograph(page, "dialog-eligibility")


async def test_filing_is_found_by_its_owner_in_three_messages_and_not_by_another(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await opened(open_page, demo_url + ZHAO, "佛山")
    await say(page, "查一下我们公司备案到哪一步了", "请发送企业统一社会信用代码")
    await say(page, "91440604MA0000015B", "请输入备案登记手机号的后四位")
    await say(page, "0001", "状态：草稿")
    await photograph(page, "dialog-filing")
    await say(page, "备案查询", "请发送企业统一社会信用代码")
    await say(page, "91440604MA0000015B", "请输入备案登记手机号的后四位")
    await say(page, "4321", "未查到可向您展示的记录")
    await say(page, "取消", "好的，已取消")


async def test_bound_contact_signs_up_in_six_messages_and_gives_the_place_up(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await opened(open_page, demo_url + LI, "佛山")
    await say(page, "我要报名下一期培训", "可报名的场次：")
    await say(page, "线上的", re.compile("请回复场次前的序号|需要您提供"))
    await say(page, "取消", "好的，已取消")
    await say(page, "我要报名下一期培训", "可报名的场次：")
    await tap(page, "余", "需要您提供参训人姓名和手机号")
    await tap(page, "同意", "参训人姓名和手机号？")
    await say(page, "欧阳明月 12099900001", "参训人是否已由企业任命")
    await tap(page, "是", "请核对报名信息")
    await photograph(page, "dialog-sign-up")
    await tap(page, "提交", "报名成功：欧阳明月")
    await say(page, "取消报名", "确认取消吗？")
    await tap(page, "取消这个报名", "已取消报名")


async def test_report_gets_a_code_that_tells_where_it_stands(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await opened(open_page, demo_url + WANG, "南通")
    await say(page, "质量安全直报", "本渠道不替代法定的事故报告")
    await tap(page, "产品质量安全风险", "正在发生")
    await tap(page, "一般", "10")
    await say(page, "昨天下午三号线有一批电热水壶壶盖松脱，批次 K2311，还没有停线返工。", re.compile("企业|地区|匿名"))
    code = None
    for _ in range(7):
        said = await replies(page).last.inner_text()
        code = re.search(r"编号 ?([0-9A-Z]{10})", said)
        if code:
            break
        await say(page, "跳过" if "跳过" in said else "1", re.compile("."))
    assert code is not None
    await photograph(page, "dialog-report")
    await say(page, f"直报 {code[1].lower()}", "待分派")
