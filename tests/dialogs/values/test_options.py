"""Which option an answer means, which it only mentions, and which it denies."""

import pytest

from dialogs.messages import Choice
from dialogs.values.answers import AGREES, DISAGREES, HAS, HAS_NOT, NO, UNSURE, YES, Answer
from dialogs.values.options import Option, choices_of, option_in, option_named

POSTS = (
    Option("chief", "董事长/总经理", ("董事长", "总经理", "老总")),
    Option("deputy", "副总等高层副职", ("副总", "副总经理")),
    Option("assistant", "总经理助理", ("总裁助理",)),
    Option("head", "质量部门正职", ("质量部部长", "质量部经理", "质量部主任")),
    Option("deputy head", "质量部门副职", ("质量部副部长", "质量部副经理")),
    Option("other", "其他", ("其它", "都不是")),
)
DEGREES = (
    Option("below", "大专以下", ("高中", "中专")),
    Option("college", "大专", ("专科",)),
    Option("bachelor", "本科", ("学士",)),
    Option("master", "硕士及以上", ("硕士", "研究生", "博士")),
    Option("unknown", "不清楚", ("不知道",)),
)


def meant(text: str, options: tuple[Option[str], ...]) -> str | None:
    option = option_in(text, options)
    return option and option.value


@pytest.mark.parametrize(
    ("text", "post"),
    [
        *[
            (text, "deputy")
            for text in ("2", "２", "二", "第二个", "选2", "我选2吧", "②", "2️⃣", "2. 副总等高层副职", "副总等")
        ],
        *[
            (text, "deputy")
            for text in ("副总", "副总吧", "我们的副总", "是副总经理。", "他现在是公司的副总", "fuzong", "fùzǒng")
        ],
        *[
            (text, "head")
            for text in ("质量部门正职", "质量部部长", "我是质量部经理", "质量部门正织", "质量布部长", "zlbbz")
        ],
        *[
            (text, "deputy head")
            for text in ("我是质量部副部长", "质量部副部长，干了4年", "质量布副部长", "zhi liang bu fu bu zhang")
        ],
        *[
            ("不是副总，是总经理助理", "assistant"),
            ("总经理", "chief"),
            ("董事长", "chief"),
            ("总经理助理", "assistant"),
        ],
        *[("最后一个", "other"), ("都不是", "other"), ("qt", "other"), ("qita", "other")],
    ],
)
def test_a_post_is_meant(text: str, post: str) -> None:
    assert meant(text, POSTS) == post


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "0",
            "7",
            "九",
            "质量部",
            "质量部门",
            "副",
            "总经理或副总",
            "副总和质量部部长",
            "副总经理助理",
            "质量部门付职",
        ),
        *(
            "不是副总",
            "我不是总经理",
            "没当过副总",
            "以前是副总",
            "曾任质量部部长",
            "质量部副部长能当吗",
            "副总可以吗",
            "哪个是副总",
        ),
        *("副总" * 101, "，。", "zb"),
    ],
)
def test_no_post_is_guessed(text: str) -> None:
    assert meant(text, POSTS) is None


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        *[
            (text, "bachelor")
            for text in (
                "本科",
                "本科毕业",
                "是本科",
                "大学本科学历",
                "本科，4年",
                "benke",
                "běn kē",
                "bk",
                "本科？",
                "本课",
            )
        ],
        *[
            ("大专以下", "below"),
            ("dzyx", "below"),
            ("我是中专学历", "below"),
            ("大砖以下", "below"),
            ("大专", "college"),
            ("专科学历", "college"),
        ],
        *[("博士", "master"), ("硕士研究生", "master"), ("不清楚", "unknown"), ("不知道", "unknown")],
        *[
            (text, None)
            for text in (
                "不是本科",
                "没有本科",
                "本科没毕业",
                "本科在读",
                "在读本科",
                "正在读本科",
                "本科以上",
                "不到大专",
                "需要本科吗",
            )
        ],
    ],
)
def test_a_degree_is_meant_only_where_it_is_affirmed(text: str, degree: str | None) -> None:
    assert meant(text, DEGREES) == degree


def test_a_slip_is_mended_only_where_it_can_be_nothing_else() -> None:
    titles = (Option("inspector", "质量检验员"), Option("tester", "质量检测员"), Option("senior", "高级工程师"))
    assert meant("质量检点员", titles) is None
    assert meant("质量检点员", titles[::2]) == "inspector"
    assert meant("质量检言员", titles) == "inspector", "it sounds so"
    assert meant("高级工程帅", titles) == "senior"
    assert meant("中级工程师", titles) is None


def test_slip_that_sounds_alike_never_turns_an_answer_round() -> None:
    filed = (Option("yes", "已备案"), Option("no", "未备案"))
    assert meant("已备按", filed) == "yes"
    assert meant("为备案", filed) is None
    assert meant("五备案", (Option("no", "无备案"),)) is None


def test_initials_are_two_letters_at_least() -> None:
    assert [meant(text, (Option("large", "大"), Option("large firm", "大型"))) for text in ("d", "dx")] == [
        None,
        "large firm",
    ]


def test_a_size_that_is_two_is_none() -> None:
    sizes = (Option("large", "大型", ("大",)), Option("medium", "中型", ("中",)), Option("small", "小型", ("小",)))
    assert [meant(text, sizes) for text in ("大", "我们是小型的", "中小型", "大中型企业")] == [
        "large",
        "small",
        None,
        None,
    ]


def test_a_question_names_an_option_that_it_does_not_choose() -> None:
    post = option_named("质量部副部长，本科，能当首席质量官吗", POSTS)
    degree = option_named("质量部副部长，本科，能当首席质量官吗", DEGREES)
    assert (post, degree) == (POSTS[4], DEGREES[2])
    assert option_named("不是本科能当吗", DEGREES) is None


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        (
            "yes",
            "是 是的 对 嗯 嗯，是的 应该是吧 符合 我们都符合的 都符合要求 没错 y OK shi 好 行吧 "
            "是，但是刚来 1 对对对 √ 我确定",
        ),
        ("no", "否 不是 不是的 不 没有 不符合 不是啊 NO fou bushi 2 不属于"),
        (
            "unsure",
            "不确定 不知道是不是 不知道算不算 不太清楚 不是很清楚 可能吧 大概是 不好说 buqueding 最后一个 "
            "部分符合 基本符合 不完全符合",
        ),
        (None, "是不是 是，不对 不是不符合 没有不符合 不知道要交什么 可以再说一遍吗 是否 是吗"),
    ],
)
def test_yes_no_and_unsure(answer: Answer | None, texts: str) -> None:
    options = (YES, NO, UNSURE)
    assert {text: meant(text, options) for text in texts.split()} == dict.fromkeys(texts.split(), answer)


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        (
            "no",
            "没有 没 无 都没有 一个都没有 没有的 没有，谢谢 应该没有 不存在 "
            "没有以上情形 无以上情形 没受过处罚 木有 meiyou mei'you 1",
        ),
        ("yes", "有 有的 有一条 有，一条 存在 you 是的 2 有过一次 有其中一种"),
        ("unsure", "不确定 不知道有没有 好像有 可能没有 记不清了"),
        (None, "有没有 不能说没有 没有不符合 有什么要求 没问题 好 可以"),
    ],
)
def test_has_and_has_not(answer: Answer | None, texts: str) -> None:
    options = (HAS_NOT, HAS, UNSURE)
    assert {text: meant(text, options) for text in texts.split()} == dict.fromkeys(texts.split(), answer)


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("yes", "同意 我同意 同意吧 好 可以 好的，同意 行 ty tongyi 没问题"),
        ("no", "不同意 我不同意 拒绝 不 不行 bty 不可以 不愿意"),
        (None, "没有不同意 不是很同意 可以再说一遍吗 同意什么 同不同意 同意还是不同意 同意不同意"),
    ],
)
def test_consent_is_never_taken_from_a_denial(answer: Answer | None, texts: str) -> None:
    options = (AGREES, DISAGREES)
    assert {text: meant(text, options) for text in texts.split()} == dict.fromkeys(texts.split(), answer)


def test_options_are_offered_by_their_labels() -> None:
    assert choices_of((YES, NO)) == (Choice("是", "是"), Choice("否", "否"))
