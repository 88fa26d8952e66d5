from ._version import __version__ as __version__
from .schema import SchemaError as SchemaError
