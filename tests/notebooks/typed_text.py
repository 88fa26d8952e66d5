"""What does a study say by hand that its settings, its log or a claim should say? Reads its cells.

``python -m tests.notebooks.typed_text 05`` prints every such sentence of study 05 with its cell and what to do;
without a number it takes off the ratchet what is no longer there.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from custseg.datasets import dataset_facts
from custseg.report.running.notebook_file import read_notebook

HERE = Path(__file__).parent
STUDIES = HERE.parents[1] / "notebooks"
WORDINGS = HERE.parents[1] / "custseg" / "catalogue" / "phrases" / "en"
RATCHET = HERE / "typed-text-ratchet.txt"
ALLOWED = HERE / "typed-text-allowed.toml"
RATCHET_HEAD = """\
# Sentences that studies still type although settings, logs or claims should say them: study, what is typed, sentence.
# May only shrink. python -m tests.notebooks.typed_text takes off what is gone; ... typed_text 05 says what to do.
"""
LONGEST = 160  # characters of a sentence in the ratchet

PROSE = 4  # words from which on a text in code is prose
STATING = ("Data", "Result", "Numbers", "Sensitivity", "What to do")  # sections in which any number is a finding
UNREAD = "References"

_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_MONTHS})(?![a-z])|\bMay(?= \d)|(?<=\d )May\b|(?<=\b(?:in|of|to) )May\b|(?<=until )May\b"
_NUMBERS = (
    "three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
)
_UNITS = "days?|weeks?|months?|quarters?|years?"
_LOGS = [dataset_facts(name) for name in ("cdnow", "complete_journey", "online_retail")]
_SHOPS = "|".join(facts.name.removeprefix("The ") for facts in _LOGS)
_TRADES = "grocer|supermarket|music shop|online shop"  # what the shops of these logs are
_MONEY = "|".join({word.rstrip("s") + "s?" for facts in _LOGS for word in facts.currency.split() if word.islower()})
_CODES = "|".join({facts.currency_code for facts in _LOGS} | {"EUR", "CNY", "RMB"})

_DONE = (
    "are|were|is|was|have|has|had|do|did|came|bought|fell|rose|grew|lost|paid|brought|spent|left|kept|"
    r"(?!simulated|assumed|invented)\w+ed"
)

TYPED = {  # kind: what is typed. A word may stand between underscores, as in named_in_June
    "date": re.compile(
        rf"(?<![\d.,-])(?:19|20)\d\d(?:-\d\d(?:-\d\d)?|Q[1-4])?(?![\d%]|[.,]\d)|(?<![A-Za-z])(?:{_MONTH})"
        rf"|(?<![A-Za-z])half[- _](?:a[- _])?years?|(?<![A-Za-z])(?:first|second|third|fourth|next|last) quarters?"
        r"|\b[QH][1-4]\b|(?<![A-Za-z])(?:last|next|previous|following) (?:day|week|month|year)\b|\bfortnights?\b"
        r"|\bdecades?\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:Christmas|Easter)\b"
        r"|\bin (?:spring|summer|autumn|winter)\b"
        rf"|(?<![A-Za-z])(?:\d+|one|two|{_NUMBERS})[- _](?:{_UNITS})(?![a-z])|(?<![A-Za-z])(?:week|day|month)s? \d+"
    ),
    "seed": re.compile(r"\bseeds? (?:number )?\d+"),
    "shop": re.compile(rf"(?<![A-Za-z])(?:{_SHOPS})(?![a-z])|\b(?:[Tt]he|[Tt]his|[Tt]hat) (?:{_TRADES})(?![a-z])"),
    "currency": re.compile(rf"(?<![A-Za-z])(?:{_MONEY}|{_CODES}|euros?|yuan)(?![A-Za-z])"),
    "comparative": re.compile(
        r"\b(?:more|fewer|less|(?<!at )most|mostly|(?<!at )least(?! squares)|only|nearly|almost|hardly|both|neither|"
        r"half(?![- ](?:a )?year)|twice|better|best|worse|worst|larger|largest|smaller|smallest|higher|highest|lower|"
        r"lowest|greater|greatest|majority|minority|than|none|nobody|never|always|stronger|strongest|weaker|weakest|"
        r"longer|longest|shorter|shortest|faster|fastest|cheaper|cheapest|dearer|rarely|seldom|mainly|"
        r"outnumber\w*|outperform\w*|exceeds?|exceeded|beats?|doubled|tripled|halved|as often|tenfold|"
        r"significant(?:ly)?|a handful|dozens?|every second|bulk of|matters|few|"
        r"(?<!how )(?<!as )(?<!so )(?<!too )many)\b"
        rf"|(?<!not )\ball(?: of)?(?: the| them| these| those)?(?: (?!that|who|which)\w+)? (?:{_DONE})\b",
        re.IGNORECASE,
    ),
    "percentage": re.compile(rf"(?<![\w.])-?\d[\d.,]*(?: ?%| per ?cent)|\b(?:{_NUMBERS}) per ?cent", re.IGNORECASE),
    "number": re.compile(r"(?<![\w.,%–-])-?\d+(?:[.,]\d+)*(?![\w%]| ?%)"),
    "count": re.compile(
        rf"\b(?:{_NUMBERS}|(?:third|quarter|fourth|fifth|tenth|quintile|tercile|decile)s|fifth|tenth"
        rf"|(?<=\b[Aa] )(?:third|quarter)(?= of)|hundreds|thousands|millions)\b(?!-)"
    ),
}
ADVICE = {
    "date": "say it with day(), period_name() or length_name() of settings and log_facts() in a sentence() or claim()",
    "seed": "use settings.seed, or a setting of its own",
    "shop": "say log_facts(...).name in a sentence()",
    "currency": "say log_facts(...).currency, or .currency_code behind an amount, in a sentence()",
    "comparative": f"say it with claim(), which knows whether it holds; list what states no finding in {ALLOWED.name}",
    "percentage": "compute it in a sentence() or claim()",
    "number": "compute it in a sentence() or claim(), or make it a setting",
    "count": f"compute it, make it a setting, or, if the method fixes it, list it with that reason in {ALLOWED.name}",
}
WRITES = {"sentence", "paragraph", "paragraphs"}
SHOWN = {"title", "caption"}
LENGTH = re.compile(r"\d+ ?(?:D|W|M|ME|MS|Q|QE|Y|YE)")
SEEDED = {"random_state", "seed", "rng", "default_rng", "RandomState"}
LENGTHS = re.compile(rf"(?:^|_)(?:{_UNITS}|horizon|hiatus)$")

_SOURCE = re.compile(r"\bS\d-\d\d\b")
_YEAR = r"(?:19|20)\d\d[a-z]?"
_CITED = re.compile(rf"[A-Z][\w’'-]+ \({_YEAR}\)|\([^()]*[A-Z][\w’'.-]+,? {_YEAR}[^()]*\)")


@dataclass(frozen=True)
class Typed:
    """One sentence, or one line of code, with what it types; `cell` counts all cells from 1."""

    study: str
    cell: int
    where: str
    words: tuple[tuple[str, tuple[str, ...]], ...]
    text: str

    @property
    def line(self) -> str:
        """The line of the ratchet."""
        said = "; ".join(f"{kind} {', '.join(found)}" for kind, found in self.words)
        return f"{self.study} | {said} | {self.text[:LONGEST]}"

    def told(self) -> str:
        """Name study, cell and sentence, and say what to do."""
        todo = "".join(f"\n    {kind} {', '.join(found)}: {ADVICE[kind]}" for kind, found in self.words)
        return f"study {self.study}, cell {self.cell} ({self.where}): {self.text}{todo}"


def typed_text(notebook: NotebookNode, study: str) -> list[Typed]:
    """List what a study types after its settings, in code, and in all its Markdown but the lead and the references."""
    asks = ["parameters(" in cell.source for cell in notebook.cells if cell.cell_type == "code"]
    found, section, set_already = [], "", not any(asks)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            for part, text in _sections(cell.source, section):
                section = part
                if section != UNREAD and "lead" not in cell.metadata.get("tags", []):
                    found += _in_prose(text, section, study, number)
        elif set_already:
            found += _in_code(cell.source, study, number)
        set_already |= cell.cell_type == "code" and "parameters(" in cell.source
    return found


def allowed_sentences(study: str) -> dict[str, str]:
    """Give the sentences that a study may type, each with its reason."""
    return tomllib.loads(ALLOWED.read_text("utf-8")).get(study, {})


def ratchet(study: str) -> set[str]:
    """Give the lines of the ratchet that belong to a study."""
    return {line for line in RATCHET.read_text("utf-8").splitlines() if line.startswith(f"{study} | ")}


def sentences(markdown: str) -> list[str]:
    """Cut Markdown into sentences, without formulas, code, addresses and the marks of lists."""
    text = re.sub(r"^```.*?^```|\$\$.*?\$\$", " ", markdown, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"(?<!\\)\$[^$]+\$|`[^`]*`|<[^>]*>|\]\([^)]*\)|https?://\S+", " ", text)
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.) )|\n(?=#)|(?<=\n)(?=\|)", text)
    plain = [re.sub(r"^\s*(?:#+|[-*+]|\d+\.) +", "", " ".join(block.split())) for block in blocks]
    found = [one for block in plain for one in re.split(r"(?<=[.!?])[*_)”\"]*\s+(?=[^a-z])", block)]
    return [text for one in found if (text := one.strip("*_ "))]


def _sections(markdown: str, section: str) -> Iterator[tuple[str, str]]:
    """Cut a cell at its headings of the second level, each part with the name of its section."""
    for part in re.split(r"^(?=## )", markdown, flags=re.MULTILINE):
        heading = re.match(r"## (.+)", part)
        section = heading[1].strip() if heading else section
        yield section, part


def _in_prose(markdown: str, section: str, study: str, cell: int) -> list[Typed]:
    kinds = [kind for kind in TYPED if section in STATING or kind not in ("number", "count")]
    said = [(text, _words(text, kinds)) for text in sentences(markdown) if not text.endswith("?")]
    return [Typed(study, cell, "Markdown", words, text) for text, words in said if words]


def _words(text: str, kinds: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Find what a sentence types; the year of a citation, and the numbers of a cited sentence, are quoted."""
    quoted = bool(_SOURCE.search(text) or _CITED.search(text))
    text = re.sub(r"95 ?% (?:confidence )?interval", "", _SOURCE.sub("", _CITED.sub("", text)))
    found = {}
    for kind in kinds:
        if not (quoted and kind in ("percentage", "number", "count")):
            found[kind] = tuple(dict.fromkeys(match[0] for match in TYPED[kind].finditer(text)))
            text = TYPED["date"].sub(" ", text) if kind == "date" else text
    return tuple((kind, words) for kind, words in found.items() if words)


def _in_code(source: str, study: str, cell: int) -> list[Typed]:
    tree = ast.parse(source)
    claimed = {id(part) for node in ast.walk(tree) if _called(node) == "claim" for part in ast.walk(node)}
    written = {id(text) for node in ast.walk(tree) for text in _written(node)}
    found = []
    for node in ast.walk(tree):
        words: tuple = ()
        text = ast.unparse(node) if isinstance(node, ast.keyword | ast.Call) else str(getattr(node, "value", ""))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = _in_text(node.value, claimed=id(node) in claimed, written=id(node) in written)
        elif isinstance(node, ast.Constant) and type(node.value) is int and 1900 <= node.value < 2100:
            words = (("date", (str(node.value),)),)
        elif isinstance(node, ast.keyword | ast.Call):
            words = _in_argument(node)
        if words:
            found.append(Typed(study, cell, "code", words, " ".join(text.split())))
    return found + _in_wordings(tree, study, cell)


def _in_wordings(tree: ast.AST, study: str, cell: int) -> list[Typed]:
    """Read the wordings in the catalogue that a cell's claims name: they compare, but type no date and no shop."""
    found = []
    for node in ast.walk(tree):
        key = node.args[0] if _called(node) == "claim" and node.args else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            for text in _wordings(key.value):
                words = _in_text(text, claimed=True)
                found += [Typed(study, cell, f"wording {key.value}", words, text)] if words else []
    return found


def _wordings(key: str) -> list[str]:
    room, _, name = key.partition(".")
    path = WORDINGS / f"{room}.toml"
    said = tomllib.loads(path.read_text("utf-8")).get(name, {}) if path.is_file() else {}
    return [said] if isinstance(said, str) else [text for text in said.values() if isinstance(text, str)]


def _written(node: ast.AST) -> list[ast.expr]:
    """Give what is certainly prose, however short: what a sentence is made of, titles and captions."""
    texts = list(node.args) if _called(node) in WRITES else []
    return [*texts, node.value] if isinstance(node, ast.keyword) and node.arg in SHOWN else texts


def _in_text(text: str, *, claimed: bool, written: bool = False) -> tuple:
    """Find what a text in code types; one of several words is prose, and what stands in a claim has its condition."""
    if LENGTH.fullmatch(text):
        return (("date", (text,)),)
    kinds = ["date", "seed", "shop", "currency"]
    if written or len(re.sub(r"\{[^}]*\}", "x", text).split()) >= PROSE:
        kinds += ["percentage", "number", "count"] + ([] if claimed else ["comparative"])
    return _words(re.sub(r"\{[^}]*\}", " ", text), kinds)


def _in_argument(node: ast.keyword | ast.Call) -> tuple:
    """Find a seed, or a length of time, that is given as a number."""
    named = isinstance(node, ast.keyword)
    name, value = (node.arg or "", node.value) if named else (_called(node), (*node.args, None)[0])
    if not (isinstance(value, ast.Constant) and type(value.value) in (int, float)):
        return ()
    if name in SEEDED:
        return (("seed", (str(value.value),)),)
    return (("date", (f"{name}={value.value}",)),) if named and LENGTHS.search(name) else ()


def _called(node: ast.AST) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""


def _all_typed() -> dict[str, list[Typed]]:
    found = {path.name[:2]: typed_text(read_notebook(path), path.name[:2]) for path in sorted(STUDIES.glob("*.ipynb"))}
    return {study: [one for one in each if one.text not in allowed_sentences(study)] for study, each in found.items()}


def main(arguments: list[str]) -> None:
    """Print the sentences of the studies named, or take off the ratchet what is gone."""
    found = _all_typed()
    if arguments:
        print("\n".join(one.told() for study in arguments for one in found[study]))
        return
    lines = {one.line for each in found.values() for one in each}
    kept = lines & set(RATCHET.read_text("utf-8").splitlines()) if RATCHET.exists() else lines
    RATCHET.write_text(RATCHET_HEAD + "".join(f"{line}\n" for line in sorted(kept)), encoding="utf-8")
    print(f"{RATCHET.name} holds {len(kept)} sentences; {len(lines - kept)} more are typed and not listed")


if __name__ == "__main__":
    main(sys.argv[1:])
