"""A plug-in for duizhao: a module for each thing that it adds."""
