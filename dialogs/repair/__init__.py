"""What every dialog gets for free: the ways in which people answer otherwise than they were asked.

noticing    several answers in one sentence, read back to be confirmed
editing     a summary to confirm, any line of which can be changed
correcting  an earlier answer changed in free words; what rests on it is asked again
explaining  「为什么问这个」, answered with the clause that needs the fact
pausing     coming back after a silence, and dialogs put aside for another one
digressing  a question asked in between, answered before the open step is asked again

Back, restart, cancel and the ladder for answers that are not understood are the engine's own.
"""
