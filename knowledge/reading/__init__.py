"""What a message says: the place, the day, the document and article it names, the part that asks, talk.

Everything here reads words; nothing looks into a clause.
"""
