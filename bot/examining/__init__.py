"""The checks of `cqo doctor`: each looks at one thing that people get wrong, and says what to do.

A check only looks. It makes no file, takes up no message and sends none; what it hands in at the public
address is an event of a kind that nobody answers.
"""
