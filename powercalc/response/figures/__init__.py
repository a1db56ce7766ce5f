"""From columns to figures: downtime, interruptions, durations, the use of generators."""
