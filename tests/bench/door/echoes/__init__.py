"""Servers that say back what they are told, in safe mode: what a callback costs before anything is done with it.

Token, key and app id are in the environment: ECHO_TOKEN, ECHO_AES_KEY, ECHO_APP_ID. Those of other people's
frameworks run in `.venv-bench`, which knows nothing of this project.
"""
