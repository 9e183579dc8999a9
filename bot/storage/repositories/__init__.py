"""All SQL of the service: one module per table, functions over a session, frozen values in and out.

Nothing in here commits. A moment is aware and in UTC; a `str` named after JSON holds JSON text that
its caller wrote and reads.
"""
