"""The plain block diagram of a site: formulas over literals, without times."""
