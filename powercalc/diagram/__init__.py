"""The bridge: from a site to independent events and one structure function per load."""
