"""Reading factors from projections, and comparing layers by how well that succeeds."""
