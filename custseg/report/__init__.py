"""Who reads it? Settings of a study, the runner, the exporter and the index page.

A study imports this package only for :func:`parameters`; what needs Jupyter is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
