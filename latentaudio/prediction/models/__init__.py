"""Networks that predict a class from a crop, one file each."""
