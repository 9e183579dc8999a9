"""A process that signs people up for one session, all at once: `python -m … URL SESSION FIRST NUMBER`.

It says `ready` when everybody is in a conversation, and goes ahead at the first line it is given;
then it prints what each was told, in JSON: attendee's number, result and place in line.
"""

import asyncio
import json
import sys

from bot.storage.session import open_database
from dialogs.ports.trainings import PutOnWaitlist
from tests.contract.training_rows import all_sign_up, person


async def sign_up_all(url: str, training_id: int, first: int, number: int) -> None:
    database = open_database(url)
    people = [await person(database, f"person {n}") for n in range(first, first + number)]
    _say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    for n, result in enumerate(await all_sign_up(people, training_id, first=first), start=first):
        place = result.sign_up.place_in_line if isinstance(result, PutOnWaitlist) else 0
        _say(json.dumps([n, type(result).__name__, place]))
    await database.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(sign_up_all(sys.argv[1], *map(int, sys.argv[2:])))
