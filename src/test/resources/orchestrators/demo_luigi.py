"""The demo's project under Luigi."""

import os

from alluvium.launch import Local
from alluvium.luigi import AlluviumTable, AlluviumTables


class DemoTable(AlluviumTable):
    launcher = Local(os.environ["ALLUVIUM"])


class DemoTables(AlluviumTables):
    table_task = DemoTable
