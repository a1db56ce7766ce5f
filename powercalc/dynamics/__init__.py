"""What takes time: how long something has been down, standby sets that are called. Plain floats."""
