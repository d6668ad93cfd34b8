"""duizhao (对照): the application that joins the rooms: command line, project file, pipeline, review page."""

from corpora.version import VERSION as __version__

__all__ = ["__version__"]
