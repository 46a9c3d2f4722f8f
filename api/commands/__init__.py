"""One command a file. A new command is one module and its name in COMMANDS; both and the command are called the same."""

COMMANDS = (
    "solve",
    "check",
    "explain",
    "options",
    "replan",
    "backlog",
    "deadlines",
    "problem",
    "demo",
    "serve",
    "town",
    "backup",
    "restore",
    "verify",
    "send",
    "whatif",
    "runner",
)
