"""The power flow of a site: who is live, what each element carries, what trips, given what is out.

`network` prepares a site, `rules` states the flow once for any algebra, `states` follows it through many
states at a time with arrays. The diagrams follow the same rules with formulas. The state depends on present
outages alone: nothing stays tripped after what caused it is repaired.
"""
