"""Can a task be told to another process?"""

import pickle
from pathlib import Path

from custseg.report.running.task import Task


def test_a_task_arrives_as_it_was_sent():
    task = Task(Path("notebooks/01-a.ipynb"), Path("reports"), "key", {"seed": 7}, 600, False)
    assert pickle.loads(pickle.dumps(task)) == task
