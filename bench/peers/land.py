"""Lands a table by dlt, as its users do, and plants faults in what it landed, by delta-rs and Arrow.

land.py load URL TABLE FORMAT TARGET     TARGET/raw/TABLE has the table; FORMAT is parquet or delta
land.py plant FORMAT FOLDER KEY COUNT STALE   of the rows in FOLDER makes COUNT missing, COUNT stale in the column STALE
                                         and COUNT doubled, and prints a line for each: its kind and its key

KEY is one or two columns, parted by a comma. PGPASSWORD or MYSQL_PWD is the password, if there is any.
"""

import glob
import os
import sys


def load(url, table, kind, target):
    os.environ["DLT_DATA_DIR"] = os.path.join(target, "work")
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    # Rows of a table of six million come in files that a reader can hold.
    os.environ["DATA_WRITER__FILE_MAX_ITEMS"] = "1000000"
    # Rows that come as Arrow get dlt's columns only where somebody asks for them.
    os.environ["NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID"] = "true"
    os.environ["NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_ID"] = "true"
    import dlt
    from dlt.destinations import filesystem
    from dlt.sources.sql_database import sql_table

    rows = sql_table(credentials=url, table=table, backend="pyarrow", chunk_size=100000, reflection_level="full_with_precision")
    pipeline = dlt.pipeline("audited", destination=filesystem(target), dataset_name="raw")
    if kind == "delta":
        pipeline.run(rows, table_format="delta").raise_on_failed_jobs()
    else:
        pipeline.run(rows, loader_file_format="parquet").raise_on_failed_jobs()


def plant(kind, folder, key, count, stale):
    import pyarrow
    from pyarrow import compute, parquet

    names = key.split(",")
    count = int(count)
    if kind == "delta":
        import deltalake

        table = deltalake.DeltaTable(folder).to_pyarrow_table()
        files = [None]
    else:
        files = sorted(glob.glob(os.path.join(folder, "*.parquet")))
        table = parquet.read_table(files[0])
    # Spread over all rows, none of them twice.
    step = table.num_rows // (3 * count)
    chosen = [range(place * step, place * step + 3 * step * count, 3 * step) for place in range(3)]
    for name, places in zip(["missing", "stale", "twice"], chosen):
        for row in table.take(list(places)).select(names).to_pylist():
            print(name, *[row[column] for column in names])
    numbers = pyarrow.array(range(table.num_rows))
    doubled = table.take(list(chosen[2]))
    column = table.schema.get_field_index(stale)
    changed = compute.if_else(
        compute.is_in(numbers, value_set=pyarrow.array(list(chosen[1]))),
        pyarrow.scalar("planted", type=table.schema.field(column).type),
        table.column(column),
    )
    table = table.set_column(column, table.schema.field(column), changed)
    table = table.filter(compute.invert(compute.is_in(numbers, value_set=pyarrow.array(list(chosen[0])))))
    table = pyarrow.concat_tables([table, doubled])
    if kind == "delta":
        deltalake.write_deltalake(folder, table, mode="overwrite")
    else:
        parquet.write_table(table, files[0])


if __name__ == "__main__":
    {"load": load, "plant": plant}[sys.argv[1]](*sys.argv[2:])
