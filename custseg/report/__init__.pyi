from .pages.export import PageSummary as PageSummary
from .pages.export import export_page as export_page
from .pages.index import export_index as export_index
from .running.refresh import refresh_studies as refresh_studies
from .running.run import run_studies as run_studies
from .running.study_files import find_studies as find_studies
from .settings import Settings as Settings
from .settings import parameters as parameters
