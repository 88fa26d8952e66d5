"""How did a study go, and if it failed, where and why? In one line for the terminal, in full for the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """Where and why a study failed.

    Attributes
    ----------
    cell : int or None
        Number among the code cells, from 1, as Jupyter shows it; None if no cell was running.
    line : str
        First line of the cell that is not a comment; empty if no cell was running.
    error : str
        ``"ZeroDivisionError: division by zero"``, or a sentence where there is no exception; may have many lines.
    stopped : bool, default True
        False if all cells ran and the study failed by what they wrote to stderr.

    Examples
    --------
    >>> failure = Failure(7, "share = bought / visited", "ZeroDivisionError: division by zero")
    >>> failure.short()
    'cell 7: ZeroDivisionError: division by zero'
    """

    cell: int | None
    line: str
    error: str
    stopped: bool = True

    def place(self) -> str:
        """Name the cell: ``cell 7``, or nothing."""
        return f"cell {self.cell}" if self.cell is not None else ""

    def short(self) -> str:
        """Say it in one line."""
        lines = [line.strip() for line in self.error.splitlines() if line.strip()] or ["stopped without a message"]
        told = " ".join(lines[:2]) if lines[0].endswith(":") else lines[0]
        return f"{self.place()}: {told}" if self.cell is not None else told

    def indented(self) -> str:
        """Give the whole message, indented by four spaces."""
        return "\n".join(f"    {part}" for part in self.error.strip().splitlines())

    def full(self) -> str:
        """Say it with the cell's first line and the whole message."""
        head = f"    {self.place()}: {self.line}\n" if self.cell is not None else ""
        return head + self.indented()


@dataclass(frozen=True)
class StudyRun:
    """How one study went.

    Attributes
    ----------
    name : str
        File name without ``.ipynb``.
    state : {"ok", "unchanged", "refreshed", "FAILED"}
        ``unchanged``: nothing had to run, or the stored outputs came out the same.
    seconds : float
        Wall time of the execution; of an earlier one if nothing had to run.
    failure : Failure or None
        Where and why it stopped, or what it wrote to stderr.
    """

    name: str
    state: str
    seconds: float = 0.0
    failure: Failure | None = None

    def line(self) -> str:
        """Say in one line how it went.

        Examples
        --------
        >>> StudyRun("05-who-pays", "ok", 4.18).line()
        '05-who-pays ok 4.2 s'
        """
        if self.failure:
            return f"{self.name} {self.state} {self.failure.short()}"
        if self.state == "unchanged":
            return f"{self.name} {self.state}"
        return f"{self.name} {self.state} {self.seconds:.1f} s"


def failed_study(name: str, error: BaseException) -> StudyRun:
    """Describe a study that stopped outside its cells: no notebook, no page, or a process that was killed."""
    message = str(error) or "no message"
    if type(error).__name__ == "BrokenProcessPool":
        message = "the process that ran it was killed, as when memory runs out; run it alone, with --jobs 1"
    elif not isinstance(error, ValueError | PermissionError):
        message = f"{type(error).__name__}: {message}"
    return StudyRun(name, "FAILED", failure=Failure(None, "", message))


def told_failures(runs: list[StudyRun]) -> str:
    """Say at the end what failed, each with its cell and the whole message; empty if nothing did."""
    failed = [run for run in runs if run.failure]
    if not failed:
        return ""
    told = "".join(f"\n  {run.name}\n{run.failure.full()}" for run in failed)
    return f"{len(failed)} of {len(runs)} {'study' if len(runs) == 1 else 'studies'} failed:{told}"


def first_line(source: str) -> str:
    r"""Give the first line of code in a cell.

    Parameters
    ----------
    source : str
        The cell's code.

    Returns
    -------
    str
        Comments and empty lines skipped; at most 80 characters.

    Examples
    --------
    >>> first_line("# who bought\n\nbuyers = customers.query('amount > 0')")
    "buyers = customers.query('amount > 0')"
    """
    lines = [line.strip() for line in source.splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")[:80]
