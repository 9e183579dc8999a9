"""The choices that many replies end with. Their words mean the same wherever they are said."""

from dialogs.messages import Choice, Choices

ASK_A_PERSON = Choice("转人工", "转人工")
CHANGE_AREA = Choice("换地区", "换地区")
CHECK_ONESELF = Choice("自测任职条件", "自测任职条件")
"""After an answer on a condition; what the question told of a candidate is taken along."""
NONE_OF_THESE = Choice("都不是", "都不是")
FEEDBACK = (Choice("有帮助", "有帮助"), Choice("没答对", "没答对"))
"""What every answer ends with; inside a dialog said in words, where a number would answer the open step."""

QUESTIONS = (
    Choice("任职条件", "首席质量官的任职条件是什么"),
    Choice("备案", "首席质量官怎么备案"),
    Choice("培训考核", "首席质量官的培训考核怎么规定"),
    Choice("职责权限", "首席质量官有哪些职责和权限"),
    Choice("激励政策", "设了首席质量官有什么好处"),
)
TOPICS = (*QUESTIONS, CHANGE_AREA, ASK_A_PERSON)

WHICH_TOPIC = Choices("您想了解哪一项？", TOPICS)
