"""A site evaluated for many values of its keys: a row a variant, written as it goes."""
