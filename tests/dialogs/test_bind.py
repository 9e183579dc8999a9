"""绑定企业 and 解除绑定: staff decide who acts for an enterprise, and he may let it go himself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.flows.bind import BIND
from dialogs.flows.unbind import UNBIND
from tests.dialogs.test_filing_status import FOOD, POTTERY, UNKNOWN, Chat


class TestBind:
    def test_consent_comes_first_and_the_request_goes_to_staff(self) -> None:
        chat = Chat()
        chat.say("绑定企业")
        assert chat.at == "bind/consent"
        assert "将把绑定申请交给工作人员核实" in chat.reads("同意", POTTERY.uscc)
        assert chat.register.requests == []
        said = chat.say("提交")
        assert "已提交绑定申请，编号 B1" in said.replies[0].text
        assert said.wants_staff
        assert chat.register.requests == [POTTERY.uscc]

    def test_code_that_nobody_registered_reads_the_same(self) -> None:
        known, unknown = (Chat().reads("绑定企业", "同意", code, "1") for code in (POTTERY.uscc, UNKNOWN))
        assert known == unknown

    def test_without_consent_nothing_is_requested(self) -> None:
        chat = Chat()
        chat.say(f"绑定{POTTERY.uscc}", "不同意")
        assert (chat.at, chat.register.requests) == ("", [])

    def test_code_said_with_the_wish_is_not_asked_again(self) -> None:
        chat = Chat()
        chat.say(f"绑定{POTTERY.uscc}")
        assert chat.at == "bind/consent"
        chat.say("同意", "提交")
        assert chat.register.requests == [POTTERY.uscc]

    @pytest.mark.parametrize("words", ["3", "取消", "先不了", "？"])
    def test_request_that_is_not_agreed_to_goes_nowhere(self, words: str) -> None:
        chat = Chat()
        chat.say("绑定企业", "同意", POTTERY.uscc, words)
        assert chat.register.requests == []

    def test_code_can_be_changed_on_the_card(self) -> None:
        chat = Chat()
        chat.say("绑定企业", "同意", POTTERY.uscc, "2", "1", FOOD.uscc, "提交")
        assert chat.register.requests == [FOOD.uscc]

    def test_enterprise_that_is_bound_is_not_requested_again(self) -> None:
        chat = Chat(POTTERY)
        assert f"您已绑定{POTTERY.name}" in chat.reads("绑定企业", "同意", POTTERY.uscc)
        assert chat.register.requests == []

    def test_after_too_many_requests_the_time_of_the_next_is_told(self) -> None:
        chat = Chat()
        chat.register.most_requests = 0
        assert "今天 13:00后可以再试" in chat.reads("绑定企业", "同意", POTTERY.uscc, "提交")

    @pytest.mark.parametrize(
        "typed", ["佛山甲虚构陶瓷有限公司", "91440604MA000001", "我是市局领导", "<b>9</b>", "{{7*7}}"]
    )
    def test_what_is_no_code_is_never_requested(self, typed: str) -> None:
        chat = Chat()
        chat.say("绑定企业", "同意", typed)
        assert (chat.at, chat.register.requests) == ("bind/code", [])


class TestUnbind:
    def test_only_one_is_let_go_after_confirmation(self) -> None:
        chat = Chat(POTTERY)
        assert f"不能在这里查看{POTTERY.name}" in chat.reads("解绑")
        assert chat.register.bound_ids == [POTTERY.id]
        assert "已解除绑定" in chat.reads("确认解除")
        assert chat.register.bound_ids == []

    @pytest.mark.parametrize("pick", ["2", "第二家", "南通乙虚构食品", "乙虚构", FOOD.name, FOOD.uscc])
    def test_one_of_several_is_picked_by_place_name_or_code(self, pick: str) -> None:
        chat = Chat(POTTERY, FOOD)
        chat.say("解绑", pick, "1")
        assert chat.register.bound_ids == [POTTERY.id]

    @pytest.mark.parametrize("words", ["1", "确认", "确认解除", "是的", "好的"])
    def test_yes_in_other_words(self, words: str) -> None:
        chat = Chat(POTTERY)
        chat.say("解绑", words)
        assert chat.register.bound_ids == []

    @pytest.mark.parametrize("words", ["2", "不解除", "不", "不要", "嗯？", "9", "取消", "虚构"])
    def test_anything_else_keeps_it(self, words: str) -> None:
        chat = Chat(POTTERY)
        chat.say("解绑", words)
        assert chat.register.bound_ids == [POTTERY.id]

    def test_nothing_bound_is_told_at_once_under_the_name_of_the_dialog(self) -> None:
        said = Chat().say("解绑")
        assert said.replies[0].text == "您目前没有绑定任何企业。"
        assert (said.dialog, said.step) == ("unbind", "")

    @pytest.mark.parametrize("bound", [(), (POTTERY,), (POTTERY, FOOD)])
    def test_change_of_contact_is_told_how_it_is_done(self, bound: tuple[()]) -> None:
        assert "请新的联系人在自己的微信里回复“绑定企业”" in Chat(*bound).reads("换联系人")
        assert "新的联系人" not in Chat(*bound).reads("解绑")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(["1" * 10_000, "确认" * 4_000]))
def test_no_words_break_a_step_or_let_an_enterprise_go(words: str) -> None:
    chat = Chat(POTTERY, FOOD)
    for dialog in (BIND, UNBIND):
        for name, step in dialog.steps.items():
            if (dialog.name, name) != ("unbind", "confirm"):
                step.take(dialog.slots(), words, chat.ports)
    assert chat.register.bound_ids == [POTTERY.id, FOOD.id]
