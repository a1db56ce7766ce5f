"""Work for several processes or machines: any `concurrent.futures.Executor`, fed in batches."""

from powercalc.executors.batches import Stop, WorkLost, in_batches
from powercalc.executors.packed import Packed
from powercalc.executors.processes import processes
from powercalc.executors.scheduler import scheduler
from powercalc.executors.watching import Progress, foretell

__all__ = ["Packed", "Progress", "Stop", "WorkLost", "foretell", "in_batches", "processes", "scheduler"]
