"""Inventories of a hall: read from NetBox or from a table, and written as a site file.

`netbox/` and `table/` read one sort of source each into an `Inventory` (`inventory_model.py`); `to_site.py`
and what it uses know inventories only. The commands are `cli/import_SOURCE.py`, in the group of
`cli/import_.py`.
"""
