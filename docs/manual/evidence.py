"""Which finding is told from which files, and what makes them? A finding in words, its table and its command."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from . import forecasts, groups, joined, optima, shares, steps
from .measured import as_measured
from .stored import RESULTS
from .uses import NOTEBOOKS

ROOT = RESULTS.parents[1]
STUDY_06 = next(NOTEBOOKS.glob("06-*.ipynb"))
MOST_SEEDS = 5  # that are told one by one
RANDOM_INDEX = ROOT / "custseg" / "judgement" / "pairwise" / "incomplete_random_index.toml"


class Finding(NamedTuple):
    """How a finding is told from what files of results hold, and by which commands they are made."""

    tell: Callable[..., str]
    files: tuple[str, ...]
    commands: tuple[str, ...]


OPTIMA = ("random", "fast", "regular", "periods", "traits")
FINDINGS = {
    "power": Finding(groups.power, ("verdict_power",), ("verdict_power.py --only power",)),
    "nulls": Finding(groups.nulls, ("verdict_nulls",), ("verdict_power.py --only nulls",)),
    "structure": Finding(groups.structure, ("verdict_structure",), ("verdict_power.py --only structure",)),
    "planted": Finding(groups.planted, ("planted_power",), ("planted_power.py",)),
    "skewed": Finding(groups.skewed, ("skewed_groups",), ("skewed_groups.py",)),
    "leaning": Finding(groups.leaning, ("leaning_groups",), ("leaning_groups.py",)),
    "bridges": Finding(joined.bridges, ("joined_groups",), ("joined_groups.py",)),
    "bars": Finding(joined.bars, ("joined_groups",), ("joined_groups.py",)),
    "groups in steps": Finding(steps.groups, ("steps_of_scales",), ("steps_of_scales.py",)),
    "steps": Finding(steps.crowds, ("steps_of_scales",), ("steps_of_scales.py",)),
    "hollow": Finding(groups.hollow, ("hollow_groups",), ("hollow_groups.py",)),
    "simulated": Finding(forecasts.simulated, ("prediction_coverage",), ("prediction_coverage.py --part simulated",)),
    "real": Finding(
        forecasts.real,
        ("prediction_coverage", "own_page_coverage_held", STUDY_06.name),
        ("prediction_coverage.py --part real", "own_page_coverage.py"),
    ),
    "parameters": Finding(forecasts.parameters, ("family_coverage",), ("family_coverage.py",)),
    "ratios": Finding(forecasts.ratios, ("ratio_coverage",), ("ratio_coverage.py",)),
    "traits": Finding(forecasts.traits, ("trait_coverage",), ("trait_coverage.py",)),
    "referral": Finding(forecasts.referral, ("referral_campaign",), ("referral_campaign.py",)),
    "caveats": Finding(shares.caveats, ("share_caveats",), ("share_caveats.py",)),
    "seasons": Finding(forecasts.seasons, ("season_holdout",), ("season_holdout.py",)),
    "maxima": Finding(
        optima.maxima,
        ("global_optimum", *(f"global_optimum_{name}" for name in OPTIMA[1:])),
        tuple(f"global_optimum.py --families {name}" for name in OPTIMA),
    ),
    "mixtures": Finding(optima.mixtures, ("mixtures",), ("mixtures.py",)),
    "k-means": Finding(optima.k_means, ("kmeans",), ("mixtures.py",)),
    "random index": Finding(optima.random_index, (RANDOM_INDEX.name,), ("incomplete_random_index.py",)),
}


class Evidence(SphinxDirective):
    """A finding, its table and the command that makes its numbers: ``.. evidence:: power``."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return them."""
        name = self.arguments[0]
        if name not in FINDINGS:
            raise self.error(f"There is no finding {name!r}; there are {', '.join(FINDINGS)}.")
        for file in FINDINGS[name].files:
            self.env.note_dependency(path_of(file))
        return as_measured(self.parse_text_to_nodes(evidence(FINDINGS[name])))


def path_of(file: str) -> Path:
    """Give where a file of results lies: beside the benchmarks, with the code that reads it, or among the studies."""
    places = {RANDOM_INDEX.name: RANDOM_INDEX, STUDY_06.name: STUDY_06}
    return places.get(file, RESULTS / f"{file}.csv")


def evidence(finding: Finding) -> str:
    """Tell a finding from its files."""
    read = [_content(path_of(file)) for file in finding.files]
    return f"{finding.tell(*read)}\n{_made_by(finding, read)}\n"


def _content(path: Path) -> object:
    if path.suffix == ".csv":
        return pd.read_csv(path)
    if path.suffix == ".toml":
        return tomllib.loads(path.read_text(encoding="utf-8"))
    return forecasts.stored_values(path.read_text(encoding="utf-8"), "who_is_still.how_sure")


def _made_by(finding: Finding, read: list[object]) -> str:
    """Say which commands write which files, and the seeds in them."""
    commands = ", ".join(f"``python benchmarks/{command}``" for command in finding.commands)
    files = ", ".join(f"``{path_of(file).relative_to(ROOT).as_posix()}``" for file in finding.files)
    return f"*Made by* {commands}; *read from* {files}.{_seeded(read)}"


def _seeded(read: list[object]) -> str:
    """Say the seeds of the tables; many stand in the file, beside the rows that each made."""
    tables = [table["seed"] for table in read if isinstance(table, pd.DataFrame) and "seed" in table]
    seeds = sorted({int(seed) for column in tables for seed in column})
    if len(seeds) > MOST_SEEDS:
        return f" Seeds: {len(seeds)}, from {seeds[0]:,} to {seeds[-1]:,}, one in each row of the file."
    return f" Seed: {', '.join(map(str, seeds))}." if seeds else ""
