"""A small case-management system: it is given orders about people, asks, and does them or does not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from withhold_holds import Action, Client, Person


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """Do this to this person."""

    number: int
    action: Action
    person: Person


@dataclass(slots=True)
class CaseSystem:
    """Officers work off the orders side by side. `done` are the numbers of the orders that were done."""

    clients: Sequence[Client]
    done: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def work(self, orders: Sequence[Order], officers: int) -> None:
        """Until every order was done or put aside. The client of an order is the one of its number."""
        waiting: SimpleQueue[Order] = SimpleQueue()
        for order in orders:
            waiting.put(order)
        threads = [Thread(target=self._officer, args=(waiting,)) for _ in range(officers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _officer(self, waiting: "SimpleQueue[Order]") -> None:
        while True:
            try:
                order = waiting.get_nowait()
            except Empty:
                return
            if self.clients[order.number % len(self.clients)].may_act(order.action, order.person):
                with self._lock:
                    self.done.add(order.number)
