"""The public privacy notice: who uses what for which purpose, for how long, and how to take it back."""

from dataclasses import dataclass

from bot.templating import environment

VERSION = 1
"""Raised with any change of the words below."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    paragraphs: tuple[str, ...]


def render_privacy_page(operator: str) -> str:
    """The HTML page, in the name of `operator`."""
    return environment().get_template("privacy.html").render(version=VERSION, sections=_sections(operator))


def _sections(operator: str) -> tuple[Section, ...]:
    who = operator or "本服务的运营单位"
    return (
        Section("谁在处理您的信息", (f"“质官通”由{who}运营，用于查询首席质量官政策原文和办理相关事项。",)),
        Section(
            "保存哪些信息，作什么用",
            (
                "只查政策时，保存对话文字和您所在的地区，用来回答追问和改进答案。手机号、身份证号、银行卡号在保存前即作隐去处理。",
                "办理事项（如培训报名、备案查询、质量安全直报）需要姓名、手机号等信息时，会先说明用途和保存期限，征得您同意后才收集，并加密保存。",
                "任职条件自测不询问人选姓名；是否存在不得担任的情形，只用于当次结果，不单独保存。",
                "匿名直报不与您的账号关联。",
            ),
        ),
        Section(
            "保存多久",
            ("未办完的事项保留 24 小时。办理中填写的信息按征得同意时写明的期限保存，到期删除。",),
        ),
        Section(
            "您可以怎么做",
            (
                "回复“我的信息”查看和导出保存的内容；回复“删除我的信息”删除，会得到回执编号和办结日期。",
                "回复“退订”立即停止接收通知。取消关注后不再向您发送任何消息。",
                "需要帮助请回复“转人工”。",
            ),
        ),
    )
