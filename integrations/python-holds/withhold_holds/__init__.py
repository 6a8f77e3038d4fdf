"""Asks before an action against a person whether it may be done now. Favourable actions never wait.

    client = Client(url, consumer, key, service_key)
    if client.may_act(Action.REMOVAL, person):
        ...

The protocol is spec/holds.md of Withhold; nothing of Withhold itself is needed here.
"""

from withhold_holds.client import Client
from withhold_holds.decision import Decision, Plan
from withhold_holds.transport import NoAnswer, post
from withhold_holds.wire import Action, Person

__version__ = "0.1.0"
__all__ = ["Action", "Client", "Decision", "NoAnswer", "Person", "Plan", "post"]
