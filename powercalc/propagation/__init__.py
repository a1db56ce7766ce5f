"""How far figures may be off that rest on uncertain ones: samples and indices."""
