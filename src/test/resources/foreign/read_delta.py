"""Reads Delta tables by delta-rs and its files by DuckDB: read_delta.py WAREHOUSE OUTPUT TABLE...

For each table and reader a file OUTPUT/TABLE.READER: "NAME TYPE" of each column, then each row, values tab-separated and
exact: numbers as integers, floating-point ones as their bits, strings and bytes in hexadecimal or, where long, as a digest.
TABLE.facts has the version, the rows by the statistics, and each filter by a column's least and greatest value that loses
rows because the file's bounds say that there are none.
"""

import hashlib
import os
import struct
import sys

import duckdb
import pyarrow
from deltalake import DeltaTable, QueryBuilder
from pyarrow import compute, types

LONG = 100
READERS = {
    "arrow": lambda table: table.to_pyarrow_table(),
    "datafusion": lambda table: pyarrow.table(QueryBuilder().register("t", table).execute("select * from t")),
    "duckdb": lambda table: duckdb_read(table),
}


def duckdb_read(table):
    files = table.file_uris()
    if not files:
        return table.to_pyarrow_table()
    return duckdb.connect().execute("select * from read_parquet(?)", [files]).to_arrow_table()


def hexadecimal(value):
    data = value.encode() if isinstance(value, str) else value
    return data.hex() if len(data) <= LONG else f"{hashlib.sha256(data).hexdigest()} of {len(data)}"


def floating(value):
    return "NaN" if value != value else struct.pack(">d", value).hex()


def exact(column):
    kind = column.type
    if types.is_list(kind) or types.is_large_list(kind) or types.is_list_view(kind):
        return [
            "~" if not scalar.is_valid else "[" + ",".join(exact(scalar.values)) + "]" for scalar in column
        ]
    if types.is_date32(kind):
        column, show = column.cast(pyarrow.int32()), str
    elif types.is_timestamp(kind):
        if kind.unit != "us":
            raise ValueError(f"timestamps in {kind.unit}")
        column, show = column.cast(pyarrow.int64()), str
    elif types.is_boolean(kind):
        show = lambda value: str(int(value))
    elif types.is_floating(kind):
        show = floating
    elif types.is_decimal(kind):
        show = lambda value: format(value, "f")
    elif types.is_integer(kind):
        show = str
    else:
        show = hexadecimal
    return ["~" if value is None else show(value) for value in column.to_pylist()]


def type_name(kind):
    """As in Spark's SQL."""
    if types.is_list(kind) or types.is_large_list(kind) or types.is_list_view(kind):
        return f"array<{type_name(kind.value_type)}>"
    if types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if types.is_timestamp(kind):
        return "timestamp" if kind.tz else "timestamp_ntz"
    names = {
        "string": "string", "large_string": "string", "string_view": "string",
        "binary": "binary", "large_binary": "binary", "binary_view": "binary",
        "bool": "boolean", "int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
        "float": "float", "double": "double", "date32[day]": "date",
    }
    return names.get(str(kind), str(kind))


def lines(rows):
    yield from (f"{field.name} {type_name(field.type)}" for field in rows.schema)
    columns = [exact(column) for column in rows.columns]
    yield from sorted("\t".join(values) for values in zip(*columns))


def facts(table):
    rows = table.to_pyarrow_table()
    yield f"version {table.version()}"
    yield f"rows {sum(pyarrow.table(table.get_add_actions(flatten=True))['num_records'].to_pylist())}"
    files = table.to_pyarrow_dataset()
    for field in rows.schema:
        if types.is_nested(field.type) or types.is_binary(field.type) or types.is_large_binary(field.type):
            continue
        values = rows[field.name].drop_null()
        if types.is_floating(field.type):
            values = values.filter(compute.is_finite(values))
        if len(values) == 0 or types.is_boolean(field.type):
            continue
        in_order = compute.array_sort_indices(values)
        for place in (in_order[0], in_order[-1]):
            value = values[place.as_py()]
            expected = compute.sum(compute.equal(rows[field.name], value)).as_py()
            found = files.count_rows(filter=compute.field(field.name) == value)
            if found != expected:
                yield f"filter on {field.name} finds {found} of {expected} rows"


def write(file, make):
    with open(file, "w", encoding="utf-8", newline="\n") as out:
        try:
            for line in make():
                print(line, file=out)
        except Exception as failure:
            print(f"failed: {type(failure).__name__}: {failure}", file=out)


def main(warehouse, output, *tables):
    for name in tables:
        table = DeltaTable(os.path.join(warehouse, name))
        for reader, read in READERS.items():
            write(os.path.join(output, f"{name}.{reader}"), lambda: lines(read(table)))
        write(os.path.join(output, f"{name}.facts"), lambda: facts(table))


if __name__ == "__main__":
    main(*sys.argv[1:])
