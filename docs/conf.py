"""How is the manual built? Settings for Sphinx, which ``python3 make.py docs`` runs: no network, no warnings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # for the extension beside this file

from custseg import __version__

project = "custseg"
author = copyright = "The custseg developers"
release = version = __version__

extensions = ["sphinx.ext.autodoc", "numpydoc", "manual"]
default_role = "py:obj"
html_math_renderer = "mathml"

autodoc_typehints = "none"  # the types stand under Parameters, in words
maximum_signature_line_length = 88
autosummary_generate = False
numpydoc_show_class_members = False  # `manual` lists them: those of custseg, not those of every base class

html_theme = "furo"
html_title = f"custseg {__version__}"
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["study.css"]
html_theme_options = {"top_of_page_buttons": []}
html_copy_source = html_show_sourcelink = False
html_show_search_summary = False  # a summary is fetched, which no browser allows from a file
html_use_index = html_domain_indices = False  # every name stands under its room
