"""What do experts have to compare?

`judgement_questions`.
"""

from ...catalogue._index_system_spec import GOAL, IndexSystem
from ...schema import typed


@typed
def judgement_questions(system: IndexSystem, *, flat: bool = False) -> dict[str, list[str]]:
    """List what experts have to compare: every node with two or more children.

    Parameters
    ----------
    system : IndexSystem
        From `custseg.catalogue.load_index_system`.
    flat : bool, default False
        Whether the goal compares all lowest criteria directly instead of level by level. Where one side owns a single
        criterion this avoids weighing that criterion twice.

    Returns
    -------
    dict of str to list of str
        Items by node, for `write_judgement_template`.

    Examples
    --------
    >>> from custseg.catalogue import load_index_system
    >>> list(judgement_questions(load_index_system("four_degrees")))
    ['goal', 'satisfaction', 'loyalty']
    """
    nodes = list(system.lowest) if flat else [criterion.key for criterion in system.criteria]
    questions = {GOAL: list(system.lowest if flat else system.children())}
    questions |= {node: list(system.children(node)) for node in nodes}
    return {node: items for node, items in questions.items() if len(items) > 1}
