"""What the wires mean: who is lost, given what is down. The rules stand in `reading`, and nowhere else.

A reading tells the rules in a meaning of its own: formulas over what may be down (`at_rest`), arrays over
states (the power flow), sets of names (`sets`), since when (the ages of the outage response).
"""
