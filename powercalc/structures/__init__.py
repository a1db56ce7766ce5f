"""Plain structures without a site: votes, series, parallel, networks."""
