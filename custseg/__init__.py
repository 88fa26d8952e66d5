"""What is each customer worth, who belongs together, what should be done, and how sure are we?

The names on the front door are written once, in ``__init__.pyi``, and are loaded when they are first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
