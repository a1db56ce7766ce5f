"""The open questions as a letter to the provider."""
