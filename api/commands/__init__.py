"""One command a file. A new command is one module and one word in COMMANDS."""

import click

from api.commands.backlog import backlog
from api.commands.check import check
from api.commands.deadlines import deadlines
from api.commands.demo import demo
from api.commands.explain import explain
from api.commands.options import options
from api.commands.problem import problem
from api.commands.replan import replan
from api.commands.serve import serve
from api.commands.solve import solve
from api.commands.town import town

COMMANDS: tuple[click.Command, ...] = (solve, check, explain, options, replan, backlog, deadlines, problem, demo, serve, town)
