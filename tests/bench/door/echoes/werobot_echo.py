"""WeRoBot as its documentation shows it: `werobot_echo PORT`.

Its own server setting is "auto", of which waitress is the first choice. Sessions are off: an echo needs none.
"""

import os
import sys

from werobot import WeRoBot

robot = WeRoBot(
    token=os.environ["ECHO_TOKEN"],
    encoding_aes_key=os.environ["ECHO_AES_KEY"],
    app_id=os.environ["ECHO_APP_ID"],
    enable_session=False,
)


@robot.text
def echo(message: object) -> str:
    return message.content  # type: ignore[attr-defined,no-any-return]


if __name__ == "__main__":
    robot.run(host="127.0.0.1", port=int(sys.argv[1]), enable_pretty_logging=False)
