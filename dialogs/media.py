"""What is said to something that cannot be read as words, after its kind."""

from dialogs.messages import Text

_IN_WORDS = "请把要问的内容写成文字发来。"
_NOT_HERE = "附件请勿在此发送，需要人工请回复“人工”。"
_OF_KIND = {
    "image": f"我还看不了图片。{_IN_WORDS}{_NOT_HERE}",
    "voice": "这段语音没有识别出文字。请再说一遍，或长按语音转成文字后发来。",
    "video": f"我还看不了视频。{_IN_WORDS}{_NOT_HERE}",
    "shortvideo": f"我还看不了视频。{_IN_WORDS}{_NOT_HERE}",
    "file": f"我打不开文件。{_IN_WORDS}{_NOT_HERE}",
    "link": f"我不打开链接。{_IN_WORDS}",
    "location": "没能从这个位置认出地区。请直接写企业所在的城市或区县名，例如“东莞”“海门”。",
    "merged_msg": f"我还看不了聊天记录。{_IN_WORDS}",
    "business_card": "名片我用不上。您可以直接提问，需要人工请回复“人工”。",
    "miniprogram": f"我不打开小程序。{_IN_WORDS}",
    "channels": f"我还看不了视频号的内容。{_IN_WORDS}",
}
_OTHERWISE = f"目前只能处理文字。{_IN_WORDS}{_NOT_HERE}"


def words_wanted(media: str) -> Text:
    """What `media`, the platform's name of a kind, is answered with."""
    return Text(_OF_KIND.get(media, _OTHERWISE))
