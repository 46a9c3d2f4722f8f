"""The enumerated twin: a second referee and a whole enumeration, written from the contract alone."""
