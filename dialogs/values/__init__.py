"""What people type, read as typed values: pure functions that take any text and never raise.

    written      one spelling for what keyboards write differently
    numbers      3个人 → 3            durations   快3年 → a little under 3 years
    money        三千五 → 3500 元      days        下周三 → a first and a last day
    people       names, and a name beside a phone      phones   mobiles, landlines, last four digits
    codes        统一社会信用代码       options     one of several answers that a question offers

Each reads one value or says that there is none; where two compete, none is guessed.
"""
