"""质量安全直报: an intake for what a quality officer, or anybody, has to report, handed over by the operator's staff.

It is no official reporting channel and says so. What is told is sealed at once, and nothing of it is put
on record; of an anonymous report nothing leads back to who sent it.
"""

import re
from dataclasses import replace
from typing import Any

from dialogs.dialog import AREA, AskAgain, Because, Dialog, Finish, GoTo, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, area_choices, area_step
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.report_basis import answers, basis
from dialogs.flows.report_told import (
    ANONYMOUS,
    ASKS_FOR_TEXT,
    NAMED,
    UNNAMED,
    ReportSlots,
    ask_enterprise,
    is_case,
    notice_text,
    shown_contact,
    stays_anonymous,
    take_area,
    take_contact,
    take_enterprise,
    take_place,
    take_text,
    with_answers,
)
from dialogs.messages import Choices, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.ports.reports import Received, Report, TooManyToday
from dialogs.repair.editing import confirming
from dialogs.safety import SAFETY
from dialogs.values.options import Option, choices_of, option_in
from dialogs.values.questions import asks

URGENT = "正在发生或可能伤人"
CONTACT = Purpose("report_contact", 1, business="质量安全直报", fields="联系电话", use="核实线索、向您反馈结果")


_CATEGORIES = (
    Option(
        "产品质量安全风险",
        "产品质量安全风险",
        ("产品风险", "产品质量", "产品问题", "质量问题", "质量隐患", "质量风险", "安全风险", "安全隐患", "不合格"),
    ),
    Option("违法违规行为", "违法违规行为", ("违法", "违规", "造假", "掺假", "篡改", "偷工减料", "以次充好", "无证")),
    Option("履职受阻", "履职受阻", ("不让履职", "说话没人听", "不让停线", "逼我签字")),
    Option("其他问题", "其他", ("其他问题", "别的")),
)
_URGENCIES = (
    Option(URGENT, URGENT, ("正在发生", "可能伤人", "会伤人", "紧急", "很急"), ("急",)),
    Option("一般情况", "一般", ("一般情况", "不急", "不紧急", "没有危险"), ("没有", "否")),
)
_ANONYMITIES = (
    Option(ANONYMOUS, ANONYMOUS, ("不留名", "不留姓名", "不具名", "不实名")),
    Option(NAMED, NAMED, ("留电话", "留联系方式", "真名")),
)


def _greeting(slots: ReportSlots, ports: Ports) -> tuple[Reply, ...]:
    operator = ports.records.people.desk().operator or "本服务的运营单位"
    said = f"{SAFETY}本渠道不替代法定的事故报告。\n您可以在此留下质量安全问题线索，由{operator}工作人员转交。"
    grounds = basis(slots.area, ports)
    if not grounds.quotes:
        return (Text(f"{said}{grounds.says}"),)
    return (Cited(said, citations_of(grounds.quotes, ports), (grounds.says,)),)


def _choice_step(
    slot: str, label: str, prompt: str, options: tuple[Option[str], ...], **more: Any
) -> Step[ReportSlots]:
    def take(slots: ReportSlots, text: str, _ports: Ports) -> Outcome[ReportSlots]:
        # Whoever is in a hurry tells the case where only its kind was asked: it is read back as what happened.
        tells_case = slots.text is None and is_case(text)
        option = None if tells_case else option_in(text, options)
        if option is None:
            return GoTo(slots) if tells_case else AskAgain(f"请回复序号，例如“1”表示{options[0].label}。")
        says = (Text(f"{SAFETY}线索提交后会立即提醒工作人员。"),) if option.value == URGENT else ()
        return GoTo(with_answers(slots, **{slot: option.value}), says=says)

    return Step(
        ask=lambda _slots, _ports: Choices(prompt, choices_of(options)),
        take=take,
        label=label,
        fills=(slot,),
        shown=lambda slots, _ports: getattr(slots, slot),
        **more,
    )


def _lacks_contact(slots: ReportSlots, _ports: Ports) -> bool:
    return slots.anonymity == NAMED and slots.contact is None


def _before_sending(slots: ReportSlots, ports: Ports) -> str:
    operator = ports.records.people.desk().operator
    said = ["匿名后无法向您反馈结果，可凭编号查询。"] if slots.anonymity == ANONYMOUS else []
    if slots.area == ANOTHER_PLACE:
        said.append("外地线索会单独标注，转交可能需要更久。")
    if operator and operator in f"{slots.text}{slots.enterprise}":
        said.append(f"线索涉及{operator}自身，请同时向上级主管部门反映。")
    return "\n".join([*said, "确认后提交，由工作人员转交。"])


def _submit(slots: ReportSlots, ports: Ports) -> Outcome[ReportSlots]:
    report = Report(
        category=slots.category or "",
        is_urgent=slots.urgency == URGENT,
        text=slots.text or "",
        area=(slots.place if slots.area == ANOTHER_PLACE else slots.area) or "",
        enterprise="" if slots.enterprise == UNNAMED else slots.enterprise or "",
        contact=(slots.contact or "") if slots.anonymity == NAMED else "",
    )
    match ports.records.reports.submit(report):
        case Received(code):
            return Finish((Text(_received(code, report)),), unrecorded=(code,))
        case TooManyToday():
            return Finish((Text(f"今天提交的线索已到上限，请明天再试，或转人工。{SAFETY}", (ASK_A_PERSON,)),))


def _received(code: str, report: Report) -> str:
    lines = [f"已收到，编号 {code}。状态：待分派。回复“直报 {code}”可查进度，分派前可以撤回。"]
    lines.append("编号只显示这一次，请记好。" + ("" if report.contact else "匿名提交无法向您反馈结果，可凭编号查询。"))
    return "\n".join([*lines, *([SAFETY] if report.is_urgent else [])])


_SAYS_SO = re.compile(
    r"^(?:您好|你好)?[，,。\s]*(?:(?:我们?|俺|本人)(?:现在)?(?:要|想|来)(?:匿名|实名|在这里)?|(?:匿名|实名))"
    r"(?:举报|直报|检举|揭发|告发)(?!电话|热线|网址|渠道|入口|方式|奖励|有奖)"
    r"|^(?:举报|检举|揭发|直报)[:：，,\s]+[^0-9A-Za-z]"
    r"|(?:我们?|俺)(?:要|想)(?:匿名|实名)?(?:举报|直报)[。.]*$"
)


def _opens(said: str) -> bool:
    """Whether somebody says outright that he reports, whatever else stands beside it."""
    return _SAYS_SO.search(said) is not None and not asks(said)


REPORT: Dialog[ReportSlots] = Dialog(
    name="report",
    version=1,
    slots=ReportSlots,
    title="质量安全直报",
    entries=("我要直报", "我要举报", "举报", "直报", "提交线索", "上报隐患"),
    opens=_opens,
    open=lambda opening, _ports: ReportSlots(area=opening.area or None),
    greeting=_greeting,
    answers=answers,
    is_confidential=True,
    steps={
        "category": _choice_step(
            "category",
            "线索类别",
            "线索属于哪一类？",
            _CATEGORIES,
            private="words",
            because=lambda _slots, _ports: Because("按类别转给负责的人，少走弯路。"),
        ),
        "urgency": _choice_step(
            "urgency",
            "紧急程度",
            "情况有多紧急？",
            _URGENCIES,
            private="words",
            because=lambda _slots, _ports: Because("正在发生或可能伤人的线索会立即提醒工作人员。"),
        ),
        "text": Step(
            ask=lambda _slots, _ports: ASKS_FOR_TEXT,
            take=take_text,
            notice=notice_text,
            label="问题描述",
            also_called=("描述", "情况说明"),
            fills=("text",),
            shown=lambda slots, _ports: slots.text or "",
            because=lambda _slots, _ports: Because(
                "写得具体，工作人员才能核实和转交。内容加密保存，只有直报岗位能看。"
            ),
            private="words",
            is_story=True,
        ),
        AREA: replace(
            area_step(resets=("place",)),
            ask=lambda _slots, ports: Choices("问题发生在哪里？", area_choices(ports)),
            take=take_area,
            private="answer",
            because=lambda _slots, _ports: Because("线索要转给问题发生地的单位。"),
        ),
        "place": Step(
            ask=lambda _slots, _ports: Text("请写问题发生地的省、市、县，例如“湖北省武汉市”。"),
            take=take_place,
            label="发生地",
            fills=("place",),
            due=lambda slots, _ports: slots.area == ANOTHER_PLACE and slots.place is None,
            shown=lambda slots, _ports: slots.place or "",
            private="words",
        ),
        "enterprise": Step(
            ask=ask_enterprise,
            take=take_enterprise,
            label="涉事企业",
            also_called=("企业", "公司"),
            fills=("enterprise",),
            shown=lambda slots, _ports: slots.enterprise or "",
            skip=lambda slots: with_answers(slots, enterprise=UNNAMED),
            because=lambda _slots, _ports: Because("写明企业便于核实；不便透露可以回复“跳过”。"),
            private="words",
        ),
        "anonymity": _choice_step(
            "anonymity",
            "提交方式",
            "匿名还是实名提交？匿名后无法向您反馈结果，可凭编号查询。",
            _ANONYMITIES,
            resets=("contact",),
            because=lambda _slots, _ports: Because("实名才能与您联系；匿名提交不保存您的身份。"),
        ),
        CONSENT: consent_step(CONTACT, due=_lacks_contact, refused=stays_anonymous),
        "contact": Step(
            ask=lambda _slots, _ports: Text("请留下联系电话，用于核实线索和反馈结果。"),
            take=take_contact,
            label="联系电话",
            also_called=("电话", "手机号"),
            fills=("contact",),
            due=_lacks_contact,
            shown=shown_contact,
            because=lambda _slots, _ports: Because("实名线索需要能联系到您；改为匿名请说“改成匿名”。"),
            private="words",
        ),
        "confirm": confirming("请核对：", lambda: REPORT, _submit, also=_before_sending),
    },
)
