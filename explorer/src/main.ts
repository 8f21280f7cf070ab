/** Opens the data set and builds the page. */
