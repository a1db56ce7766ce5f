"""A table that somebody keeps of racks, servers or circuits, read into an inventory.

`sheet` has the cells of a file, `columns` says what each column is, `cells` what a cell says; `racks`,
`circuits` and `cords` know one sort of row each.
"""
