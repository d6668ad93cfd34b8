"""Other formats that memories come in and go out as."""
