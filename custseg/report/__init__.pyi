from .export import PageSummary as PageSummary
from .export import export_page as export_page
from .find import find_studies as find_studies
from .index import export_index as export_index
from .parameters import Settings as Settings
from .parameters import parameters as parameters
from .refresh import refresh_studies as refresh_studies
from .run import run_studies as run_studies
