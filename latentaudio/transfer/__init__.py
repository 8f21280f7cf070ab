"""Moving sounds along the axes of a flow, and measuring what the network then hears."""
