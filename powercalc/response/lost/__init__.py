"""The formulas "lost for τ or longer" of every node."""
