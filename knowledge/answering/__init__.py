"""From what was read and found to what is said, resting on clauses of one edition of the library."""
