"""What can happen to a component: its own failures, common causes, hazards, planned work; each stated once.

`failures` and `common_cause` say what there is. `own_failures` tells it as literals of a plain diagram,
`blocks` as blocks that have been down for some time.
"""
