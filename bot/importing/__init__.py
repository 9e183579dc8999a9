"""Lists that a regulator keeps, taken into the records: all rows or none.

`sheets` read a csv or xlsx file into cells, `columns` cells into values, `kinds` say which columns a
list has and write its rows. Every bad row is named with its line and reason.
"""
