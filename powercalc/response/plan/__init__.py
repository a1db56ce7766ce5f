"""What must be known of a site before anything is told: standby groups, movers, thresholds."""
