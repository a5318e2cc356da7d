"""Scores of Pollock by its authors' own measures, of files that were loaded by us and, here, by DuckDB.

    python pollock.py FOLDER OURS DUCKDB

FOLDER is a clone of HPI-Information-Systems/Pollock, OURS has what we made of each of its files (see Pollock.java), DUCKDB takes
what DuckDB makes of them. Prints a table, what arrived otherwise than it should, and one line a target.
"""

import collections
import csv
import functools
import json
import os
import re
import sys

import duckdb

MEASURES = ["success"] + [f"{what} {how}" for what in ("header", "record", "cell") for how in ("precision", "recall", "F1")]
KINDS = {
    "whole files": "source|file_double|file_header|file_no|file_one|file_multi|file_preamble",
    "delimiters missing or too many": "row_less|row_more",
    "other delimiters, quotes, escapes": "file_field|row_field|file_quot|file_record|row_extra|file_escape",
}


# The clean version leaves its second table out; its parameters do not tell of it, and its rows are rows like others.
SECOND_TABLE = "file_multitable_same.csv"


def parameters(folder, name):
    """As the authors' own loaders read them."""
    with open(f"{folder}/polluted_files/parameters/{name}_parameters.json") as file:
        found = json.load(file)
    columns = [column.strip() for column in found["column_names"] or []]
    if not columns:
        columns = [f"col_{i}" for i in range(found["n_columns"] or 1)]
    return found, columns


def load_by_duckdb(folder, name, target):
    """With the settings of the authors' loader, strictness switched off."""
    found, columns = parameters(folder, name)
    try:
        loaded = duckdb.connect().read_csv(
            f"{folder}/polluted_files/csv/{name}",
            delimiter=found["delimiter"] or ",",
            quotechar=found["quotechar"] or '"',
            escapechar=found["escapechar"] or '"',
            skiprows=found["preamble_lines"] + found["header_lines"],
            header=False,
            columns={column: "VARCHAR" for column in columns},
            auto_detect=False,
            strict_mode=False,
            ignore_errors=True,
            null_padding=True,
        )
        rows = loaded.fetchall()
        with open(target, "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(loaded.columns)
            writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    except Exception as error:
        with open(target, "w") as out:
            out.write(f"Application Error\n{error}")


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def arrived_otherwise(folder, name, loaded):
    """Rows that arrived as such and are none of the clean file."""
    clean = collections.Counter(rows(f"{folder}/polluted_files/clean/{name}"))
    found = collections.Counter(rows(loaded)[1:])
    return list((found - clean).elements())


def main():
    folder, ours, by_duckdb = sys.argv[1:]
    sys.path.insert(0, folder)
    from pollock import metrics

    metrics.normalize_cell = functools.lru_cache(maxsize=None)(metrics.normalize_cell)
    with open(f"{folder}/pollock_weights.json") as file:
        weights = json.load(file)
    names = sorted(name for name in os.listdir(f"{folder}/polluted_files/csv") if name.endswith("csv"))
    os.makedirs(by_duckdb, exist_ok=True)
    for name in names:
        load_by_duckdb(folder, name, f"{by_duckdb}/{name}_converted.csv")
    total_weight = sum(weights.get(name, -1) for name in names)
    scores, otherwise = {}, {}
    for tool, loaded in (("Alluvium", ours), (f"DuckDB {duckdb.__version__}", by_duckdb)):
        otherwise[tool] = {}
        for name in names:
            path = f"{loaded}/{name}_converted.csv"
            success = metrics.successful_csv(path)
            measured = metrics.header_record_cell_measures_csv(f"{folder}/polluted_files/clean/{name}", path) if success else [0] * 9
            scores[tool, name] = [success, *map(float, measured)]
            wrong = arrived_otherwise(folder, name, path) if success else []
            if wrong:
                otherwise[tool][name] = wrong
    tools = list(otherwise)
    mean = lambda tool, of: [sum(column) / len(of) for column in zip(*(scores[tool, name] for name in of))]
    simple = {tool: sum(mean(tool, names)) for tool in tools}
    weighted = {tool: sum(sum(scores[tool, name]) * weights.get(name, -1) / total_weight for name in names) for tool in tools}
    print(f"{len(names)} files, with their parameters, by the measures of {os.path.basename(os.path.abspath(folder))}\n")
    print("| | " + " | ".join(tools) + " |\n|---|" + "---|" * len(tools))
    for i, measure in enumerate(MEASURES):
        print(f"| {measure} | " + " | ".join(f"{mean(tool, names)[i]:.4f}" for tool in tools) + " |")
    for kind, pattern in KINDS.items():
        of = [name for name in names if re.match(pattern, name)]
        print(f"| {kind} ({len(of)}), of 10 | " + " | ".join(f"{sum(mean(tool, of)):.3f}" for tool in tools) + " |")
    print("| simple score | " + " | ".join(f"{simple[tool]:.3f}" for tool in tools) + " |")
    print("| weighted score | " + " | ".join(f"{weighted[tool]:.3f}" for tool in tools) + " |")
    second = {tool: sum(len(wrong) for name, wrong in otherwise[tool].items() if name == SECOND_TABLE) for tool in tools}
    for tool in tools:
        otherwise[tool].pop(SECOND_TABLE, None)
    changed = {tool: sum(map(len, otherwise[tool].values())) for tool in tools}
    print("| rows that arrived otherwise than in the clean file | " + " | ".join(str(changed[tool]) for tool in tools) + " |")
    print("| in files | " + " | ".join(str(len(otherwise[tool])) for tool in tools) + " |")
    print("| rows of a second table of the same shape | " + " | ".join(str(second[tool]) for tool in tools) + " |\n")
    for tool in tools:
        kinds = collections.Counter(re.sub(r"\d+", "N", name) for name in otherwise[tool])
        print(f"{tool}: " + (", ".join(f"{count} {kind}" for kind, count in kinds.most_common(12)) or "none"))
    lowest = sorted(names, key=lambda name: sum(scores["Alluvium", name]))[:6]
    print("Alluvium's lowest: " + ", ".join(f"{name} {sum(scores['Alluvium', name]):.2f}" for name in lowest))
    print(f"ratio pollock-otherwise {changed['Alluvium']} target <= 0")
    print(f"ratio pollock-simple {simple['Alluvium']:.3f} target >= 9.5")
    print(f"ratio pollock-weighted {weighted['Alluvium']:.3f} target >= 9.5")


main()
