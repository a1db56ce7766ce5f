"""What the live page adds to the report: markup, style and script."""
