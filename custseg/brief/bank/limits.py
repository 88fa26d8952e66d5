"""What can a page about a client book not say, and what was decided when it was read?

`clients_limits`.
"""

from __future__ import annotations

from typing import Any

from ...exhibit import Claim, claim
from ...schema import typed
from ..section import Section
from ._saying import about
from .clients import BankClients

TOPIC = "Limits 局限"


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
        Sentences alone.

    See Also
    --------
    custseg.read.read_client_tables : Reads the tables.

    Examples
    --------
    >>> from custseg.brief import clients_limits, open_clients
    >>> clients_limits(open_clients()).key
    'limits'
    """
    said = [
        _say(clients, f"note_{note.key}", id=f"clients.note_{number}", **note.values)
        for number, note in enumerate(clients.tables.notes)
    ]
    if clients.simulated:
        said.insert(0, _say(clients, "simulated"))
    said.append(_say(clients, "hurdle", hurdle=clients.hurdle))
    said.append(_say(clients, "rules", holds=bool(clients.rules), rules=clients.rules))
    said.append(_say(clients, "capital", holds="capital" in clients.tables.clients.columns))
    said.append(_say(clients, "lot", seed=clients.seed))
    return Section("limits", TOPIC, _say(clients, "limits"), more=tuple(said))


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_limits", values))
