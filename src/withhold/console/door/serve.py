"""The door as a process: `python -m withhold.console.door.serve HOST PORT`, with WITHHOLD_DOOR_HOME alone.

Without lines of requests: an address of somebody who reports stands nowhere.
"""

import os
import sys

import uvicorn


def main(arguments: list[str]) -> None:
    """Serves until it is told to end; what is being answered is finished first."""
    host, port = arguments
    os.umask(0o077)
    uvicorn.run(
        "withhold.console.door.asgi:application",
        host=host,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `door.limits` decides whom to believe
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
