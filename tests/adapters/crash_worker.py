"""A child for tests that does what it is told: answer, hang, die, eat memory, refuse."""

import os
from typing import Any

from lms.adapters.child import Failed, Refused, serve


def handle(request: dict[str, Any]) -> dict[str, Any]:
    """Does `do`."""
    match request["do"]:
        case "echo":
            print("noise on standard output")
            return {"said": request["say"], "pid": os.getpid()}
        case "hang":
            while True:
                pass
        case "die":
            os._exit(3)
        case "eat":
            return {"size": len(bytearray(2**31))}
        case "nest":
            return handle_again(request)
        case "refuse":
            raise Refused("line 3: no")
        case "fail":
            raise Failed("There is no paper.")
        case "environment":
            return {"names": sorted(os.environ), "folder": os.getcwd()}
    raise KeyError(request["do"])


def handle_again(request: dict[str, Any]) -> dict[str, Any]:
    """Never ends."""
    return handle_again(request)


if __name__ == "__main__":
    serve(handle)
