"""Reads tables out of PostgreSQL as the users of other tools do: lineitem, or many small ones.

peers.py list                              prints a line a peer: its name, or "- NAME: why it is left out"
peers.py NAME PORT TARGET TIMES [--sums]   runs it so often and prints "time N SECONDS"; what it wrote last stays at TARGET
peers.py dlt-tables PORT TARGET TABLES     loads what is new in t0, t1 and so on into TARGET, which keeps its state

PGPASSWORD is the password. A peer that keeps its rows in memory prints their sums with --sums. That takes time, so only
the round that does not count asks for it.
"""

import importlib
import os
import shutil
import sys
import time

QUERY = "select * from lineitem"
PARTITIONS = 4


def address(port, scheme="postgresql"):
    return f"{scheme}://etl_reader:{os.environ['PGPASSWORD']}@localhost:{port}/shop?sslmode=disable"


def connectorx(port, target, sums):
    import connectorx

    rows = connectorx.read_sql(
        address(port), QUERY, partition_on="orderkey", partition_num=PARTITIONS, return_type="arrow"
    )
    if sums:
        print_sums(rows)


def adbc(port, target, sums):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address(port)) as connection, connection.cursor() as cursor:
        cursor.execute(QUERY)
        reader = cursor.fetch_record_batch()
        if sums:
            print_sums(reader.read_all())
        for _ in reader:
            pass


def print_sums(rows):
    """The columns of B1's own sums; numeric may come as text or with more digits."""
    import pyarrow
    from pyarrow import compute

    money = compute.cast(rows["extendedprice"], pyarrow.decimal128(38, 10))
    print(
        "sums",
        rows.num_rows,
        compute.sum(rows["orderkey"]),
        f"{compute.sum(money).as_py():.2f}",
        compute.sum(compute.utf8_length(rows["comment"])),
        compute.min(rows["shipdate"]),
        compute.max(rows["receiptdate"]),
        compute.count_distinct(rows["shipmode"]),
    )


def duckdb_at(port):
    """With the scanner of the wheel; DuckDB's own INSTALL would fetch it from a host of its own."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"load '{scanner()}'")
    connection.execute(f"attach '{address(port)}' as shop (type postgres, read_only)")
    return connection


def scanner():
    import duckdb
    import duckdb_extension_postgres_scanner as wheel

    folder = os.path.join(os.path.dirname(wheel.__file__), "extensions", "v" + duckdb.__version__)
    return os.path.join(folder, "postgres_scanner.duckdb_extension")


def duckdb_parquet(port, target, sums):
    duckdb_at(port).execute(f"copy shop.public.lineitem to '{target}' (format parquet)")


def duckdb_delta_rs(port, target, sums):
    import deltalake

    rows = duckdb_at(port).execute("select * from shop.public.lineitem").to_arrow_reader()
    deltalake.write_deltalake(target, rows)


def duckdb_csv_delta_rs(file, target, sums):
    import deltalake
    import duckdb

    rows = duckdb.connect().execute(f"select * from read_csv('{file}', header = true)").to_arrow_reader()
    deltalake.write_deltalake(target, rows)


def dlt(port, target, sums):
    """By ConnectorX, the faster of its backends; it adds two levels of folders below the target."""
    keep_dlt_in(target)
    import dlt
    from dlt.destinations import filesystem
    from dlt.sources.sql_database import sql_table

    table = sql_table(credentials=address(port, "postgresql+psycopg2"), table="lineitem", backend="connectorx")
    pipeline = dlt.pipeline("lines", destination=filesystem(target), dataset_name="raw")
    pipeline.run(table, table_format="delta").raise_on_failed_jobs()


def dlt_tables(port, target, tables):
    """By the time of each row's last change, as its guide to incremental loads shows it."""
    keep_dlt_in(target)
    import dlt
    from dlt.destinations import filesystem
    from dlt.sources.sql_database import sql_database

    names = [f"t{i}" for i in range(int(tables))]
    source = sql_database(address(port, "postgresql+psycopg2"), table_names=names, backend="pyarrow")
    for name in names:
        source.resources[name].apply_hints(
            incremental=dlt.sources.incremental("updated_at"), write_disposition="append"
        )
    pipeline = dlt.pipeline("many", destination=filesystem(target), dataset_name="raw")
    pipeline.run(source, table_format="delta").raise_on_failed_jobs()


def keep_dlt_in(target):
    os.environ["DLT_DATA_DIR"] = os.path.join(target, "work")
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"


# What each imports, and what it does.
PEERS = {
    "connectorx": (["connectorx", "pyarrow"], connectorx),
    "adbc": (["adbc_driver_postgresql", "pyarrow"], adbc),
    "duckdb-parquet": (["duckdb", "duckdb_extension_postgres_scanner"], duckdb_parquet),
    "duckdb-delta-rs": (["duckdb", "duckdb_extension_postgres_scanner", "deltalake"], duckdb_delta_rs),
    "duckdb-csv-delta-rs": (["duckdb", "duckdb_extension_postgres_scanner", "deltalake"], duckdb_csv_delta_rs),
    "dlt": (["dlt", "sqlalchemy", "psycopg2", "deltalake", "pyarrow", "connectorx"], dlt),
}


def print_list():
    for name, (modules, _) in PEERS.items():
        try:
            for module in modules:
                importlib.import_module(module)
            if "duckdb" in modules:
                importlib.import_module("duckdb").connect().execute(f"load '{scanner()}'")
            print(name)
        except Exception as failure:  # Whatever it is, the others go on.
            print(f"- {name}: {str(failure).splitlines()[0]}")


def remove(target):
    if os.path.isdir(target):
        shutil.rmtree(target)
    elif os.path.exists(target):
        os.remove(target)


def main(name, port, target, times, *options):
    for i in range(int(times)):
        remove(target)
        began = time.monotonic()
        PEERS[name][1](port, target, "--sums" in options)
        print(f"time {i} {time.monotonic() - began:.3f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["list"]:
        print_list()
    elif sys.argv[1] == "dlt-tables":
        dlt_tables(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
