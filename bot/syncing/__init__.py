"""`cqo channel sync`: menu, tags and QR codes to the platform, followers and their tags from it.

What is there already is left as it is, so a run may be repeated, and one that was broken off goes on
where it was. Nothing is ever taken away from the platform.
"""
