"""Reports as people and machines read them. Every function takes a report and returns text; none looks at the clock."""
