"""What kind of business speaks out of a log, and what is odd about it?"""

from .business import business_signs

__all__ = ["business_signs"]
