"""The client of the service of holds: what a case system calls right before it acts."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from withhold_holds.answers import NotBelieved, read_answers, read_epoch, read_plan, read_receipt
from withhold_holds.clocks import Clocks, Start, SystemClocks
from withhold_holds.decision import FAVOURABLE, REFUSED, Decision, Plan, clear
from withhold_holds.reporting import Reports
from withhold_holds.transport import NoAnswer, Transport, post
from withhold_holds.wire import (
    PLAN_SCHEMA,
    REQUEST_SCHEMA,
    Action,
    Identity,
    Person,
    Report,
    Sent,
)

TIMEOUT = 2.0
"""Seconds for one whole question; an answer after it is none."""
PLAN_TIMEOUT = 30.0
MOST_PEOPLE = 100
_MOST_ANSWER = 64 << 10
_MOST_EACH = 1 << 10


class Client:
    """Asks for one consumer. Threads may share it.

    `url`: where the service is, `https://holds.example.org`. `consumer`: the registered name. `key`: its
    private Ed25519 key, also as PEM bytes. `service_key`: the service's public key in base64, got by hand.
    Nothing here raises for a wrong one of them: adverse actions are refused then, `trouble` says why, and
    favourable ones go on.
    """

    def __init__(
        self,
        url: str,
        consumer: str,
        key: Ed25519PrivateKey | bytes,
        service_key: str,
        transport: Transport = post,
        *,
        timeout: float = TIMEOUT,
        clocks: Clocks | None = None,
    ) -> None:
        self._url = url
        self._given = (consumer, key, service_key)
        self._transport = transport
        self._timeout = timeout
        self._clocks = clocks or SystemClocks()
        self._epoch = 0
        self._lock = Lock()
        self._trouble: str | None = None
        self._reports = Reports(self._report_now)

    def __repr__(self) -> str:
        return "Client()"

    @property
    def trouble(self) -> str | None:
        """Why the last exchange gave nothing, for whoever runs the machine; None after one that did."""
        return self._trouble

    @property
    def epoch(self) -> int:
        """The newest epoch that is known here."""
        return self._epoch

    def may_act(self, action: Action | str, person: Person) -> Decision:
        """Whether this may be done to this person now. It never raises, but for an action that is none.

        A favourable action is a yes at once: nobody is asked and nothing of the person or the settings is
        looked at. An adverse one is a yes only on a fresh, signed `clear` for just this question.
        """
        return self.may_act_each(action, [person])[0]

    def may_act_each(self, action: Action | str, people: Sequence[Person]) -> list[Decision]:
        """`may_act` for up to 100 people of one action, with one question."""
        action = Action(action)
        if action.is_favourable:
            return [FAVOURABLE for _ in people]
        try:
            start, is_current = Start.now(self._clocks), self._since_now()
            identity = self._identity()
            sent = identity.question(REQUEST_SCHEMA, action, people)
            response = self._exchange("clearance", sent, self._timeout, len(people))
            told = read_answers(identity, sent, response, self._clocks.wall())
            if start.elapsed() >= self._timeout:
                raise NoAnswer("no answer in time")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no `clear`, and nobody is acted on
            self._failed(error)
            return [REFUSED for _ in people]
        self._trouble = None
        return [
            clear(start, told.life, is_current, sent.nonce, ref) if yes else REFUSED
            for ref, yes in zip(sent.refs, told.clear, strict=True)
        ]

    def plan(self, people: Sequence[Person], action: Action | str = Action.REMOVAL) -> Plan:
        """How up to 10,000 people would be answered now. It gives no authority.

        Raises NoAnswer, or ValueError for a wrong configuration.
        """
        identity = self._identity()
        sent = identity.question(PLAN_SCHEMA, Action(action), people)
        try:
            response = self._exchange("clearance", sent, PLAN_TIMEOUT, len(people))
            likely = read_plan(identity, sent, response, self._clocks.wall())
        except NotBelieved as error:
            raise NoAnswer(f"the answer is not believed: {error}") from None
        return Plan(likely)

    def report_action(
        self,
        action: Action | str,
        person: Person,
        decision: Decision | None = None,
        at: datetime | None = None,
    ) -> None:
        """Tell the service that this was done; `decision` is what it was done on. Returns at once: a thread
        sends it, again and again until it is received. Kept in memory only: `flush` before the program ends.
        """
        moment = at or datetime.fromtimestamp(self._clocks.wall(), UTC)
        asked, ref = (decision.asked, decision.ref) if decision is not None else (None, None)
        self._reports.add(Report(Action(action), person, moment, asked, ref))

    def flush(self, timeout: float) -> int:
        """Wait until all reports are received, at most so many seconds. Gives how many are not."""
        return self._reports.wait(timeout)

    def heartbeat(self) -> int | None:
        """Tell that this consumer is alive and what it knows, every 20 seconds; None if nobody answered.

        Where the service names a newer epoch, all decisions from before are forgotten, which is acknowledged.
        """
        told = self._beat()
        if told is not None and told > self._epoch:
            told = self.acknowledge(told)
        return told

    def acknowledge(self, epoch: int) -> int | None:
        """Forget every decision from before this epoch, and tell the service so. None if nobody answered."""
        with self._lock:
            self._epoch = max(self._epoch, epoch)
        return self._beat()

    def receive_webhook(self, body: bytes) -> int:
        """Take what the service posted to this consumer's webhook: answer it 204, then `acknowledge` the
        epoch that is returned. Raises ValueError for what the service did not sign for this consumer.
        """
        epoch = read_epoch(self._identity(), body)
        with self._lock:
            self._epoch = max(self._epoch, epoch)
        return epoch

    def _beat(self) -> int | None:
        try:
            identity = self._identity()
            sent = identity.heartbeat(self._epoch, datetime.fromtimestamp(self._clocks.wall(), UTC))
            epoch = read_receipt(identity, sent, self._exchange("heartbeat", sent, self._timeout, 1))
        except (NoAnswer, ValueError, TypeError) as error:
            self._failed(error)
            return None
        self._trouble = None
        return epoch

    def _report_now(self, report: Report) -> bool:
        try:
            identity = self._identity()
            sent = identity.report(report)
            read_receipt(identity, sent, self._exchange("reports", sent, self._timeout, 1))
        except Exception as error:  # noqa: BLE001 - a report that fails is tried again, whatever it was
            self._failed(error)
            return False
        return True

    def _identity(self) -> Identity:
        return Identity.of(*self._given)

    def _exchange(self, what: str, sent: Sent, timeout: float, people: int) -> bytes:
        url = f"{self._url.rstrip('/')}/api/v1/holds/{what}"
        most = _MOST_ANSWER + _MOST_EACH * people
        status, response = self._transport(url, sent.body, sent.headers, timeout, most)
        if status != 200:
            raise NoAnswer(f"the service answered {status:d}")
        if len(response) > most:
            raise NoAnswer("the answer is too long")
        return response

    def _since_now(self) -> Callable[[], bool]:
        epoch = self._epoch
        return lambda: self._epoch == epoch

    def _failed(self, error: Exception) -> None:
        """The errors of this package hold no values; of others only the kind is told."""
        known = isinstance(error, NoAnswer | NotBelieved)
        self._trouble = str(error) if known else f"the question could not be asked ({type(error).__name__})"
