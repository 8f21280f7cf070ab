"""Moving sounds along the axes of a flow, and what the network then hears."""
