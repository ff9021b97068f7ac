"""Runs commands of the AWS CLI in one process: a list of arguments a line in, exit code and texts a line out."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from awscli.clidriver import create_clidriver


class Text(io.TextIOWrapper):
    """Standard output of a command, which may write bytes to it."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self):
        return self.buffer.getvalue().decode()


DRIVER = create_clidriver()


def run(arguments):
    out, error = Text(), Text()
    with redirect_stdout(out), redirect_stderr(error):
        try:
            code = DRIVER.main(arguments)
        except SystemExit as ended:
            code = ended.code
    return {"code": code, "out": out.text(), "error": error.text()}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), file=sys.__stdout__, flush=True)
