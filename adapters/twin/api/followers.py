"""Who follows the account, and the tags that its staff put on them.

https://developers.weixin.qq.com/doc/service/guide/product/user/list.html
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from adapters.twin.api.calls import OK, Answer, Call, Family, Payload, Refused
from adapters.twin.chat import Chat

PAGE = 10_000
TAGS, TAG_BYTES, TAGS_OF_A_USER = 100, 30, 20
FIRST_TAG = 100
SYSTEM_TAGS = {2: "星标组"}


class TagName(Payload):
    name: Annotated[str, Field(min_length=1)]


class TagNamed(Payload):
    tag: TagName


class TagId(Payload):
    id: int


class TagRenamed(Payload):
    class Tag(TagId, TagName):
        pass

    tag: Tag


class TagDeleted(Payload):
    tag: TagId


class Tagging(Payload):
    openid_list: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    tagid: int


class OneUser(Payload):
    openid: str


class ManyUsers(Payload):
    user_list: Annotated[tuple[OneUser, ...], Field(min_length=1, max_length=100)]


class Followers:
    """Followers in the order of their openids; a page goes on behind the one that is named."""

    def __init__(self, chat: Chat, *, page: int = PAGE) -> None:
        self._chat = chat
        self._page = page
        self._ids = itertools.count(FIRST_TAG)
        self.tags: dict[int, str] = dict(SYSTEM_TAGS)
        self.tags_of: defaultdict[str, list[int]] = defaultdict(list)

    def family(self) -> Family:
        return {
            "tags/create": self._create,
            "tags/get": self._get_tags,
            "tags/update": self._rename,
            "tags/delete": self._delete,
            "tags/members/batchtagging": self._put_on,
            "tags/members/batchuntagging": self._take_off,
            "tags/getidlist": self._tags_of_one,
            "user/get": self._get_users,
            "user/info/batchget": self._get_infos,
        }

    def tag(self, openid: str, name: str) -> None:
        """What staff do on the platform's page."""
        known = next((number for number, other in self.tags.items() if other == name), None)
        number = next(self._ids) if known is None else known
        self.tags[number] = name
        self._add(openid, number)

    def _create(self, call: Call) -> Answer:
        name = self._checked(TagNamed.of(call).tag.name)
        if len(self.tags) - len(SYSTEM_TAGS) >= TAGS:
            raise Refused(45056, "create too many tags")
        number = next(self._ids)
        self.tags[number] = name
        return {"tag": {"id": number, "name": name}}

    def _get_tags(self, _call: Call) -> Answer:
        counts = [number for numbers in self.tags_of.values() for number in numbers]
        return {
            "tags": [{"id": number, "name": name, "count": counts.count(number)} for number, name in self.tags.items()]
        }

    def _rename(self, call: Call) -> Answer:
        wanted = TagRenamed.of(call).tag
        self.tags[self._own(wanted.id)] = self._checked(wanted.name)
        return OK

    def _delete(self, call: Call) -> Answer:
        number = self._own(TagDeleted.of(call).tag.id)
        del self.tags[number]
        for numbers in self.tags_of.values():
            if number in numbers:
                numbers.remove(number)
        return OK

    def _put_on(self, call: Call) -> Answer:
        tagging = Tagging.of(call)
        number = self._known(tagging.tagid, tagging.openid_list)
        for openid in tagging.openid_list:
            self._add(openid, number)
        return OK

    def _take_off(self, call: Call) -> Answer:
        tagging = Tagging.of(call)
        number = self._known(tagging.tagid, tagging.openid_list)
        for openid in tagging.openid_list:
            self.tags_of[openid] = [each for each in self.tags_of[openid] if each != number]
        return OK

    def _tags_of_one(self, call: Call) -> Answer:
        return {"tagid_list": self.tags_of[OneUser.of(call).openid]}

    def _get_users(self, call: Call) -> Answer:
        after = call.query.get("next_openid", "")
        everybody = sorted(self._chat.followers)
        page = [openid for openid in everybody if openid > after][: self._page]
        answer: dict[str, Any] = {"total": len(everybody), "count": len(page), "next_openid": page[-1] if page else ""}
        return {**answer, "data": {"openid": page}} if page else answer

    def _get_infos(self, call: Call) -> Answer:
        return {"user_info_list": [self._info(user.openid) for user in ManyUsers.of(call).user_list]}

    def _info(self, openid: str) -> Answer:
        if openid not in self._chat.followers:
            return {"subscribe": 0, "openid": openid, "tagid_list": []}
        return {
            "subscribe": 1,
            "openid": openid,
            "language": "zh_CN",
            "subscribe_time": 1_767_225_600,
            "unionid": f"union-{openid}",
            "remark": "",
            "groupid": 0,
            "tagid_list": self.tags_of[openid],
            "subscribe_scene": "ADD_SCENE_QR_CODE",
            "qr_scene": 0,
            "qr_scene_str": "",
        }

    def _checked(self, name: str) -> str:
        if len(name.encode()) > TAG_BYTES:
            raise Refused(45158, "tag name too long")
        if name in self.tags.values():
            raise Refused(45157, "invalid tag name")
        return name

    def _own(self, number: int) -> int:
        if number < FIRST_TAG:
            raise Refused(45058, "cannot modify system tag")
        if number not in self.tags:
            raise Refused(45159, "invalid tag id")
        return number

    def _known(self, number: int, openids: Iterable[str]) -> int:
        if number not in self.tags:
            raise Refused(45159, "invalid tag id")
        if not all(map(self._chat.knows, openids)):
            raise Refused(40003, "invalid openid")
        return number

    def _add(self, openid: str, number: int) -> None:
        if number in self.tags_of[openid]:
            return
        if len(self.tags_of[openid]) >= TAGS_OF_A_USER:
            raise Refused(45059, "too many tags of one user")
        self.tags_of[openid].append(number)
