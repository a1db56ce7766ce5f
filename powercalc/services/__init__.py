"""Services: what people use, on loads that share what stands above them, each with its recovery."""
