"""The console's web server as a process: `web HOST PORT`. Its own log has no lines of requests."""

import os
import sys

import uvicorn


def main(arguments: list[str]) -> None:
    """Serves until it is told to end; what is being answered is finished first."""
    host, port = arguments
    os.umask(0o077)
    from withhold.console.asgi import application  # sets Django up
    from withhold.console.holds.warming import warm_up

    warm_up()
    uvicorn.run(
        application,
        host=host,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `operation.proxies` decides whom to believe
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
