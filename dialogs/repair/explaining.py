"""「为什么问这个」: the reason of the open step, with the clause that needs the fact."""

import re
from typing import Any

from dialogs.dialog import Because, Dialog, Step
from dialogs.messages import Cited, Reply, Text
from dialogs.policy import citations_of
from dialogs.ports import Ports

_WHY = re.compile(
    r"^(?:请问|那|你们?|您|这|这个|这里|这步|这一步|到底)*"
    r"(?:为什么|为啥|为何|干嘛|干吗|干什么|凭什么|凭啥|什么原因|怎么还|怎么)?(?:一定|非|还)?(?:要|得|需要)?"
    r"(?:问|填|提供|知道|了解|查)(?:这个|这些|这|我这个|我的|我们|我|一下)*(?:信息|问题|东西)*"
    r"(?:干嘛|干吗|干啥|干什么|做什么|有什么用|有啥用|有什么关系)?[啊呢呀吗嘛]*$"
)
_HAS_REASON_WORD = re.compile(
    r"为什么|为啥|为何|干嘛|干吗|干啥|干什么|凭什么|凭啥|原因|有什么用|有啥用|做什么|怎么还|关系"
)
_LONGEST = 30


def asks_why(text: str) -> bool:
    """Whether `text` asks what the open question is for: 「为什么问这个」「问这个干嘛」."""
    bare = text.strip(" 。，！？?!,.")
    if len(bare) > _LONGEST:
        return False
    return bare in ("为什么", "为啥", "为何", "凭什么") or bool(_HAS_REASON_WORD.search(bare) and _WHY.match(bare))


def explanation(dialog: Dialog[Any], step: Step[Any], slots: Any, ports: Ports) -> Reply:
    """Why `step` asks, with the clauses quoted that need its fact."""
    because = step.because(slots, ports) if step.because else Because(f"这一项是办理“{dialog.title}”所需要的。")
    quotes = [quote for clause in because.clauses for quote in ports.policy.quoted(clause, because.words)]
    if not quotes:
        return Text(because.words)
    return Cited(because.words, citations_of(quotes, ports))
