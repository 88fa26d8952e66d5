"""What can a page about a client book not say, and what was decided when it was read?

`clients_limits`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim, phrase
from ...read.clients.reading import Note
from ...schema import typed
from ..section import Section
from ._saying import about
from .clients import BankClients

TOPIC = "Limits 局限"
WORDINGS = ("note_header", "note_percent", "note_spelling", "note_strangers", "note_sums", "note_unit")
NOTES = {wording.removeprefix("note_"): wording for wording in WORDINGS}


@typed
def clients_limits(clients: BankClients) -> Section:
    """Say what is a sign and no cause, what was proposed here, and what was decided while reading.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        What the page rests on; sentences about what was decided.

    See Also
    --------
    custseg.read.read_client_tables : Reads the tables.

    Examples
    --------
    >>> from custseg.brief import clients_limits, open_clients
    >>> clients_limits(open_clients()).key
    'limits'
    """
    said = [_decided(clients, number, note) for number, note in enumerate(clients.tables.notes)]
    if clients.simulated:
        said.insert(0, _say(clients, "simulated"))
    said.append(_say(clients, "lot", seed=clients.seed))
    return Section("limits", TOPIC, _say(clients, "limits"), table=_rests_on(clients), more=tuple(said))


def _decided(clients: BankClients, number: int, note: Note) -> Claim:
    """Say what was decided while reading."""
    told = {"id": f"clients.note_{number}", **note.told}
    return _say(clients, NOTES[note.key], **told)


def _rests_on(clients: BankClients) -> pd.DataFrame:
    """Say what the page rests on: settings, what is proposed here, and what is not there."""
    own = "capital" in clients.tables.clients.columns
    rests: dict[str, Any] = {
        "hurdle": phrase("own_clients.rests_hurdle", hurdle=clients.hurdle),
        "strategies": phrase("own_clients.rests_file", rules=clients.rules) if clients.rules
        else phrase("own_clients.rests_rules"),
        "capital": phrase("own_clients.rests_own" if own else "own_clients.rests_formula"),
        "next cell": phrase("own_clients.rests_way"),
    }  # fmt: skip
    rests |= {f"no {part.replace('_', ' ')}": reason for part, reason in clients.platform.empty.items()}
    head = str(phrase("own_clients.rests_head"))
    return pd.DataFrame({head: {name: str(text) for name, text in rests.items()}}).rename_axis(
        str(phrase("own_clients.rests_index"))
    )


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_limits", values))
