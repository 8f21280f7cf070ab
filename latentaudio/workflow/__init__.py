"""Everything around the computation: configuration, programs, checks, locks."""
