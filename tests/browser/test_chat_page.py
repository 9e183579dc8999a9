"""The chat page as an enterprise uses it: against the real demo, and against fixed replies for the rare ones."""

import re

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from adapters.twin.account import USERS
from tests.browser.conftest import PHONE, WIDE, OpenPage, Photograph
from tests.browser.scripted_service import ACCOUNT

pytestmark = pytest.mark.browser

LI, WANG, ZHAO = (f"/twin/#{user.openid}" for user in USERS)
QUESTION = "南通的首席质量官要什么学历"
CLAUSE = "具有大专（含）以上学历或者相关专业技术中级职称（含）以上；"


async def ask(page: Page, words: str) -> None:
    await page.get_by_label("输入消息").fill(words)
    await page.get_by_label("输入消息").press("Enter")


async def push(site: str, openid: str, text: str) -> None:
    """What a service does that has something to say without being asked."""
    api = f"{site}/twin/api/cgi-bin"
    known = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.app_secret}
    message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{api}/stable_token", json=known) as response:
            token = (await response.json())["access_token"]
        async with session.post(f"{api}/message/custom/send?access_token={token}", json=message) as response:
            assert (await response.json())["errcode"] == 0


def replies(page: Page) -> Locator:
    return page.locator("#log .account-row")


async def test_question_is_answered_with_the_clause_on_a_card(
    demo_url: str, open_page: OpenPage, photograph: Photograph
) -> None:
    page = await open_page(demo_url + LI, WIDE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, QUESTION)

    card = replies(page).last
    await expect(card.locator(".quoted", has_text=CLAUSE)).to_have_text(CLAUSE)
    await expect(card.locator(".source").first).to_contain_text(
        "《南通市首席质量官暂行管理办法》（通政办发〔2011〕65号"
    )
    await expect(card.locator(".place")).to_have_text(re.compile("^第五条"))
    await expect(card.get_by_role("link", name="查看原文")).to_have_attribute(
        "href", re.compile(rf"^{re.escape(demo_url)}/clauses/nantong-measures\.a5")
    )
    await photograph(page, "chat-wide")


async def test_link_of_an_answer_opens_its_clause(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + LI, WIDE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, QUESTION)
    await expect(replies(page).last.locator("blockquote")).to_contain_text(CLAUSE)
    async with page.context.expect_page() as opening:
        await replies(page).last.get_by_role("link", name="查看原文").click()
    clause_page = await opening.value

    await expect(clause_page.locator(".cited")).to_be_in_viewport()
    await expect(clause_page.locator(".cited")).to_contain_text("第五条")


async def test_tapped_choice_is_said_as_its_digit_and_all_choices_die_away(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + WANG, PHONE)
    await expect(replies(page).first).to_be_visible()
    before = await replies(page).count()
    await ask(page, "帮助")
    await expect(replies(page)).to_have_count(before + 1)
    await replies(page).nth(before).locator(".choices button").nth(1).click()

    await expect(page.locator("#log .user-row").last).to_have_text("2")
    await expect(replies(page)).to_have_count(before + 2)
    await expect(replies(page).nth(before).locator(".choices button:enabled")).to_have_count(0)
    await expect(replies(page).nth(before).locator(".chosen")).to_have_text(re.compile("^2"))


async def test_verdicts_stand_side_by_side_and_die_away_with_the_answer(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ZHAO, PHONE)
    await expect(replies(page).first).to_be_visible()
    before = await replies(page).count()
    await ask(page, "南通结业证书几年有效")
    card = replies(page).nth(before)
    await expect(card.locator(".choices button")).to_have_text(["1转人工", "2有帮助", "3没答对"])
    helpful, missed = [await card.locator(".quiet").nth(number).bounding_box() for number in range(2)]
    assert helpful
    assert missed
    assert (helpful["y"], helpful["width"]) == (missed["y"], missed["width"])
    assert helpful["height"] >= 44
    await card.locator(".quiet button").last.click()

    await expect(replies(page).last.locator(".choices button").last).to_contain_text("都不是")
    await expect(card.locator(".choices button:enabled")).to_have_count(0)
    await expect(card.locator(".chosen")).to_have_text("3没答对")


async def test_open_question_stands_apart_from_the_answer_given_in_between(
    scripted_url: str, open_page: OpenPage
) -> None:
    page = await open_page(scripted_url + LI, PHONE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, "办理中")
    card = replies(page).last

    await expect(card.locator(".resumed")).to_have_text("（接着刚才的办理）\n您的企业在哪里？")
    await expect(card.locator(".remark")).to_have_text("以上回答可回复“有帮助”或“没答对”。")
    await expect(card.locator(".choices button")).to_have_text(["1南通市", "2其他地区"])


async def test_phone_is_filled_to_the_edge(demo_url: str, open_page: OpenPage, photograph: Photograph) -> None:
    page = await open_page(demo_url + WANG, PHONE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, QUESTION)
    await expect(replies(page).last.locator("blockquote")).to_contain_text(CLAUSE)

    assert await page.locator(".phone").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await expect(page.locator("#drawer")).to_be_hidden()
    await photograph(page, "chat-phone")


async def test_menu_button_is_answered(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ZHAO, PHONE)
    await expect(replies(page).first).to_be_visible()
    before = await replies(page).count()
    await page.get_by_role("button", name="切换到菜单").click()
    await page.get_by_role("button", name="帮助", exact=True).click()

    await expect(replies(page)).to_have_count(before + 1)
    await expect(replies(page).last.locator(".choices button").first).to_be_enabled()


async def test_drawer_shows_the_exchange_encrypted_and_clear(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url + ZHAO, WIDE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, QUESTION)
    # Other users' exchanges are listed too, one of them perhaps with the same question.
    own = page.locator("#exchanges > li").filter(has_text="赵行政").filter(has_text=QUESTION)

    await expect(own.locator(".route")).to_have_text("POST /webhooks/wechat/demo")
    await expect(own.locator(".verdict")).to_have_text("已答复")
    await expect(own.locator(".xml").first).to_contain_text(QUESTION)
    await expect(own.locator(".xml").last).to_contain_text(CLAUSE)
    await own.locator(".raw summary").first.click()
    await expect(own.locator(".raw pre").first).to_contain_text("<Encrypt><![CDATA[")
    await expect(own.locator(".raw pre").first).not_to_contain_text(QUESTION)


async def test_three_deliveries_show_one_reply(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + ZHAO, WIDE)
    await expect(replies(page).first).to_be_visible()
    await expect(page.locator("#exchanges > li").filter(has_text="赵行政").first).to_be_visible()
    before, exchanges = await replies(page).count(), await page.locator("#exchanges > li").count()
    async with page.expect_response("**/switches"):
        await page.get_by_text("同时三次").click()
    await ask(page, "重复")
    await expect(page.locator("#exchanges > li")).to_have_count(exchanges + 3)
    async with page.expect_response("**/switches"):
        await page.get_by_text("一次", exact=True).click()

    await expect(replies(page)).to_have_count(before + 1)
    await expect(page.locator("#exchanges .verdict.differs")).to_have_count(0)


async def test_pushed_message_is_marked_and_its_call_is_in_the_drawer(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + ZHAO, WIDE)
    await expect(replies(page).first).to_be_visible()
    before = await replies(page).count()
    await push(scripted_url, USERS[2].openid, "您报名的培训明天开始。")

    await expect(replies(page)).to_have_count(before + 1)
    await expect(replies(page).last).to_have_text("您报名的培训明天开始。")
    await expect(replies(page).last).to_have_class(re.compile("pushed"))
    await expect(page.locator("#log .pushed")).to_have_count(1)
    call = page.locator("#exchanges > li").filter(has_text="custom/send")
    await expect(call.locator(".verdict")).to_have_text("已答复")
    await expect(call.locator("pre").first).to_contain_text("您报名的培训明天开始。")


async def test_every_block_of_an_answer_has_its_place_on_the_card(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + LI, PHONE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, "学历")
    card = replies(page).last

    await expect(card.locator(".quoted").last).to_have_text(CLAUSE)
    await expect(card.locator(".conclusion")).to_have_text(re.compile("^学历要求是.*有其一即可。$"))
    await expect(card.locator(".quoted")).to_have_count(2)
    await expect(card.locator(".label")).to_have_text("（三）")
    await expect(card.locator(".slip")).to_have_text("（原文如此）")
    await expect(card.locator(".source")).to_have_text(
        [re.compile("第五条（三）$"), re.compile("^2020年8月28日修订公布")]
    )
    await expect(card.locator(".remark")).to_have_text("文件未列举“相关专业”。")
    await expect(card.locator(".choices button")).to_have_text(["1查看任职的其他条件", "2查看不得担任的情形"])


async def test_answer_going_on_is_asked_for_with_a_tap(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + LI, PHONE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, "职责")
    card = replies(page).last
    await expect(card).not_to_contain_text("回复“更多”看后文")
    await expect(card.locator(".label")).to_have_text("（一）")
    await card.get_by_role("button", name="更多").click()

    await expect(page.locator("#log .user-row").last).to_have_text("更多")
    await expect(replies(page).last).to_have_text("收到：更多")


async def test_markup_in_a_reply_is_shown_as_the_text_it_is(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + LI, PHONE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, "坏字符")

    bubble = replies(page).last.locator(".bubble")
    await expect(bubble).to_have_text(
        '<img src="x" onerror="alert(1)"> <a href="javascript:alert(1)">点我</a> <b>粗体</b>'
    )
    await expect(bubble.locator("img, a, b")).to_have_count(0)


async def test_user_who_left_can_only_come_back(scripted_url: str, open_page: OpenPage) -> None:
    page = await open_page(scripted_url + WANG, WIDE)
    await expect(replies(page).first).to_be_visible()
    await page.get_by_role("button", name="取消关注").click()
    await expect(page.get_by_label("输入消息")).to_be_hidden()
    before = await replies(page).count()
    await page.get_by_role("button", name="关注公众号").click()

    await expect(page.get_by_label("输入消息")).to_be_visible()
    await expect(replies(page)).to_have_count(before + 1)


async def test_chat_is_still_there_after_a_reload_and_apart_for_each_user(
    scripted_url: str, open_page: OpenPage
) -> None:
    page = await open_page(scripted_url + LI, WIDE)
    await expect(replies(page).first).to_be_visible()
    await ask(page, "只给李厂长")
    await expect(replies(page).last).to_have_text("收到：只给李厂长")
    await page.reload()
    await expect(replies(page).last).to_have_text("收到：只给李厂长")
    await page.get_by_text("赵行政", exact=True).click()

    await expect(page.locator("#log")).not_to_contain_text("只给李厂长")
    await expect(page).to_have_url(re.compile(re.escape(ZHAO) + "$"))
