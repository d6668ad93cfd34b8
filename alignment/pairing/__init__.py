"""Which documents are each other's translation: by what they say, whatever they are called.

`profile` takes from a document what its translation has too, `pair_up` finds who belongs together among profiles of two
languages. Nothing compares all with all: a document looks up its rarest keys in an index (`index`), and of those it
finds there one is chosen for each (`matching`), with a confidence (`confidence`).
"""

from duizhao.alignment.pairing.pairs import Nearest, Paired, Pairing, Related, Settings, pair_up
from duizhao.alignment.pairing.profiles import Profile, profile

__all__ = ["Nearest", "Paired", "Pairing", "Profile", "Related", "Settings", "pair_up", "profile"]
