"""The outage response of a site: what its loads go through from the moment a feed is lost."""

from powercalc.diagram.response.respond import DURATIONS, Interruptions, Response, respond

__all__ = ["DURATIONS", "Interruptions", "Response", "respond"]
