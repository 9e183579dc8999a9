"""Danger is told from questions on rules: the sentence on whom to call comes first, and only then."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.messages import Said
from dialogs.prompts import read_aloud
from dialogs.router import respond
from dialogs.safety import SAFETY, tells_of_danger
from dialogs.state import ConversationState
from knowledge.phrasings import load_phrasings
from tests.dialogs.scripted_policy import LIBRARY, PORTS
from tests.fakes.contact import records_in_memory

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)

DANGER = """
    爆炸 中毒 着火 伤人 车间爆炸了 着火了！ 有人中毒了 爆炸了怎么办 失火了，救命
    锅炉爆炸，有人受伤 食堂吃坏了，十几个学生上吐下泻 仓库着火了怎么办 厂里起火了快来人
    电池自燃，正在冒烟 液氨泄漏了，工人往外跑 氯气泄漏有人晕倒 工人触电倒地了
    机器把工人的手夹伤了，流血不止 刚刚反应釜炸了 隔壁车间冒烟了 现在有人窒息
    吃了我们厂的罐头，三个人中毒住院 孩子玩我们的玩具割伤了，正在抢救 救命，储罐漏气了
    脚手架坍塌，压住人了 顾客被电热水壶电到了，人昏迷 出事了，有人从楼上掉下来受伤
    发生爆炸，死了两个人 有员工一氧化碳中毒，怎么办 出事故了，有人受伤，首席质量官要不要上报
    叉车撞到人了，骨折 我们这边炸了，先报给谁 员工被烫伤送医院了 客户家里充电宝爆炸烧伤了人
    刚才漏电伤人了 好多人吃完呕吐 粉尘爆炸，厂房塌了 产品漏电，有人触电了，要追责吗 出大事故了
    防爆墙没挡住，爆炸了 厂房顶塌下来砸到三个工人 电梯坠落有人被困 喝了我们的奶拉肚子进医院了
    车间爆炸，是不是质量官负责，现在怎么办 两个工友被机器卷进去了 小孩误食了，嘴唇发紫
    高压锅炸裂，我妈被烫了 我们食堂集体中毒，怎么处理
"""

NO_DANGER = """
    发生食品安全事故首席质量官要追责吗 发生事故要追责吗 发生爆炸事故要追究谁的责任
    出了质量安全事故怎么处理 造成重大质量安全事故的首席质量官怎么处分 食物中毒事故瞒报会怎么样
    如果产品爆炸伤人，首席质量官有责任吗 万一着火了谁负责 首席质量官对安全事故有什么职责
    事故报告制度文件里怎么写 南通办法里瞒报事故怎么规定 重大质量安全事故多久内上报
    因为安全事故受过处罚还能当首席质量官吗 去年我们厂爆炸过，现在能备案吗 怎么防止中毒事故
    避免火灾的措施写在哪 没有发生过伤人事故 我们从未发生过爆炸 担心会着火 会不会爆炸
    触电培训怎么报名 消防演练着火了怎么办 一票否决权能防住爆炸吗 质量事故报告及应急处理制度是什么
    产品伤人要负什么责任 食品中毒算不算质量安全事故 食品安全事故应急预案要质量官写吗
    首席质量官住院了能换人吗 老李受伤了还能担任首席质量官吗 爆炸物品生产企业要设首席质量官吗
    泄漏企业秘密会被解聘吗 个人信息泄露了怎么处理 电视里说某地爆炸了，质量官会被约谈吗
    伤人的产品要召回吗 听说隔壁市中毒事件以后管得严了 重大失误造成人员伤亡的不得担任，是哪一条
    质量安全事故和首席质量官的退出机制 首席质量官怎么备案 产品质量安全风险 大专
    当地应急部门电话是多少 打火机厂属于哪类企业 烟花爆竹厂也要设吗 爆炸性粉尘企业是不是重点
    出事了谁背锅 他凭什么压住大家 一句不中就能卡住不发车 天天推消息烦死了，别再发我 住院期间委托别人
    发生人员伤亡，质量官能不能再任 因产品着火被投诉会影响评奖吗
"""


@pytest.mark.parametrize("said", DANGER.split())
def test_danger_is_heard(said: str) -> None:
    assert tells_of_danger(said)


@pytest.mark.parametrize("said", NO_DANGER.split())
def test_question_on_rules_is_no_danger(said: str) -> None:
    assert not tells_of_danger(said)


@given(st.text(max_size=200))
def test_whatever_is_said_it_is_one_or_the_other(said: str) -> None:
    assert tells_of_danger(said) in (True, False)


def test_long_message_is_read_quickly() -> None:
    assert tells_of_danger("出发生了大" * 2000 + "爆炸") in (True, False)
    assert tells_of_danger("着火" + "没有" * 5000)


def respond_to(said: str, *before: str) -> tuple[str, ...]:
    """What is said to the last message."""
    ports = replace(PORTS, records=records_in_memory())
    state = ConversationState(jurisdiction="nantong")
    for text in (*before, said):
        advanced = respond(state, Said(text), ports, now=NOW)
        state = advanced.state
    return tuple(map(read_aloud, advanced.replies))


@pytest.mark.parametrize("before", [(), ("任职条件自测",), ("激励政策查找", "1"), ("换地区",), ("转人工",)])
def test_whom_to_call_comes_first_in_any_dialog_and_outside(before: tuple[str, ...]) -> None:
    first, *then = respond_to("车间爆炸了，有人受伤", *before)
    assert first.startswith(SAFETY)
    assert then


def test_answer_follows_and_is_the_one_without_danger() -> None:
    assert respond_to("首席质量官要什么学历") == respond_to("有人中毒了，首席质量官要什么学历")[1:]


def test_open_step_stays() -> None:
    ports = replace(PORTS, records=records_in_memory())
    opened = respond(ConversationState(jurisdiction="nantong"), Said("任职条件自测"), ports, now=NOW)
    said = respond(opened.state, Said("着火了"), ports, now=NOW)
    assert (said.dialog, said.step) == ("eligibility", "post")
    assert said.state.position is not None
    assert opened.state.position is not None
    assert said.state.position.slots == opened.state.position.slots


def test_question_on_rules_is_not_drowned() -> None:
    assert not any(SAFETY in text for text in respond_to("发生食品安全事故首席质量官要追责吗"))


def test_hardly_one_in_a_thousand_example_questions_is_taken_for_danger() -> None:
    phrasings = load_phrasings(LIBRARY)
    asked = [question for reviewed in phrasings.reviewed.values() for question in reviewed.phrasings]
    asked += [question for matters in phrasings.matters.values() for one in matters for question in one.phrasings]
    assert len(asked) > 20_000
    assert sum(map(tells_of_danger, asked)) <= len(asked) // 1000
