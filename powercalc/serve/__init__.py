"""The report page, alive on this machine: renewed when the file is saved, its figures editable."""
