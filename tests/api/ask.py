"""Starts a desk of the demo shop, makes a token as its owner does, and lets schemathesis ask."""

import html
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

OFTEN = "10000000"
# Seconds that are spent on asking at random, after what the document itself suggests.
SECONDS = "45"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(bliss, data):
    address = f"127.0.0.1:{free_port()}"
    options = ["--listen", address, "--phone-listen", "off", "--data", data, "--demo"]
    limits = ["--chat-messages-per-minute", OFTEN, "--chat-starts-per-minute", OFTEN, "--api-requests-per-minute", OFTEN]
    desk = subprocess.Popen([bliss, *options, *limits], stdout=subprocess.PIPE, text=True)
    printed = ""
    for line in desk.stdout:
        printed += line
        # The links are printed at last.
        if "Mia" in line and "http" in line:
            break
    return desk, f"http://{address}", printed


def token(base, printed):
    """A token that may do everything that its maker may."""
    owner = requests.Session()
    link = re.search(r"http\S+", next(line for line in printed.splitlines() if "Mia" in line)).group()
    page = owner.get(link)
    owner.post(page.url, data={"password": "a kettle full of ferns"}).raise_for_status()
    made = owner.post(
        f"{base}/settings/api-tokens",
        data={"name": "At random", "lasting": "month", "scope": ["read", "write"]},
    )
    made.raise_for_status()
    return html.unescape(re.search(r"<code>(bliss_[^<]+)</code>", made.text).group(1))


def main(bliss, schemathesis, *more):
    with tempfile.TemporaryDirectory() as data:
        desk, base, printed = start(str(Path(bliss).resolve()), data)
        try:
            asked = subprocess.run(
                [
                    Path(schemathesis).absolute(), "run", f"{base}/api/openapi.json",
                    "--header", f"Authorization: Bearer {token(base, printed)}",
                    "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
                    "response_headers_conformance,response_schema_conformance,unsupported_method",
                    "--phases", "examples,coverage,fuzzing", "--max-time", SECONDS, "--seed", "23",
                    "--warnings", "off", "--request-timeout", "60", *more,
                ],
                check=False,
                # What it notes for itself goes with the desk.
                cwd=data,
            )
            return asked.returncode
        finally:
            desk.terminate()
            desk.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
