"""What people type, read as typed values: pure functions that take any text and never raise.

    written                             one spelling for what keyboards write differently
    questions                           whether a text asks something; a step lets this go first
    numbers money                       3个人 → 3, 三千五 → 3500 元
    durations beginnings                快3年 → a little under 3 years, 2019年至今 → 7 years
    days spans                          下周三 → a first and a last day
    people phones codes                 names, phone numbers, 统一社会信用代码
    options answers naming spelling     one of the answers that a question offers; yes, no and unsure

Each reads one value or says that there is none; where two compete, none is guessed.
"""
