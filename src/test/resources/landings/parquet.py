"""Writes the Parquet files of this folder: those of dlt by dlt itself (1.31.0), those of Airbyte's and Fivetran's kind by pyarrow, with the
types that their documentation names. Kept for whoever needs other rows; the tests read what is committed.

    pip install 'dlt[filesystem,parquet]==1.31.0' && python parquet.py FOLDER
"""

import datetime
import decimal
import pathlib
import sys

import dlt
import pyarrow
import pyarrow.parquet

ROOT = pathlib.Path(sys.argv[1]).resolve()
UTC = datetime.timezone.utc


def at(*words):
    return datetime.datetime(*words, tzinfo=UTC)


def write(name, rows, schema):
    path = ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, pyarrow.schema(schema)), path)


def airbyte():
    change = pyarrow.struct([("field", pyarrow.string()), ("change", pyarrow.string()), ("reason", pyarrow.string())])
    required = [
        pyarrow.field("_airbyte_raw_id", pyarrow.string(), nullable=False),
        pyarrow.field("_airbyte_extracted_at", pyarrow.timestamp("ms", tz="UTC"), nullable=False),
        pyarrow.field("_airbyte_generation_id", pyarrow.int64(), nullable=False),
        pyarrow.field(
            "_airbyte_meta",
            pyarrow.struct([("sync_id", pyarrow.int64()), ("changes", pyarrow.list_(change))]),
            nullable=False,
        ),
    ]
    schema = required + [
        ("id", pyarrow.int64()),
        ("name", pyarrow.string()),
        ("balance", pyarrow.float64()),
        ("born", pyarrow.date32()),
        ("_ab_cdc_lsn", pyarrow.float64()),
        ("_ab_cdc_updated_at", pyarrow.timestamp("us", tz="UTC")),
        ("_ab_cdc_deleted_at", pyarrow.timestamp("us", tz="UTC")),
    ]

    def row(number, moment, sync, values, changes=()):
        record = {
            "_airbyte_raw_id": f"0b5ff5d2-2f1c-4c5e-9d3c-{number:012d}",
            "_airbyte_extracted_at": moment,
            "_airbyte_generation_id": 1,
            "_airbyte_meta": {"sync_id": sync, "changes": list(changes)},
            "_ab_cdc_updated_at": moment,
        }
        return {**record, **values}

    first, second = at(2026, 11, 20, 1), at(2026, 11, 21, 1)
    nulled = {"field": "born", "change": "NULLED", "reason": "DESTINATION_SERIALIZATION_ERROR"}
    write(
        "airbyte/public/customers/2026_11_20_1795132800000_0.parquet",
        [
            row(1, first, 7, dict(id=1, name="Ada", balance=1.25, born=datetime.date(1815, 12, 10), _ab_cdc_lsn=100.0)),
            row(2, first, 7, dict(id=2, name="Bob", balance=None, born=None, _ab_cdc_lsn=100.0), [nulled]),
        ],
        schema,
    )
    write(
        "later/airbyte/public/customers/2026_11_21_1795219200000_0.parquet",
        [
            row(3, second, 8, dict(id=2, name="Bob", _ab_cdc_lsn=250.0, _ab_cdc_deleted_at=second)),
            row(4, second, 8, dict(id=1, name="Ada L", balance=2.5, _ab_cdc_lsn=260.0)),
            row(5, second, 8, dict(id=1, name="Ada K", balance=2.0, _ab_cdc_lsn=240.0)),
        ],
        schema,
    )


def fivetran():
    schema = [
        ("sku", pyarrow.string()),
        ("price", pyarrow.decimal128(10, 2)),
        ("_fivetran_id", pyarrow.string()),
        ("_fivetran_deleted", pyarrow.bool_()),
        ("_fivetran_synced", pyarrow.timestamp("us", tz="UTC")),
    ]

    def row(sku, price, number, deleted, moment):
        return dict(
            sku=sku,
            price=decimal.Decimal(price),
            _fivetran_id=number,
            _fivetran_deleted=deleted,
            _fivetran_synced=moment,
        )

    first, second = at(2026, 11, 20, 1, 0, 0, 123456), at(2026, 11, 21, 1, 0, 0, 123456)
    write("fivetran/prices/data_0_0_0.parquet", [row("a", "1.10", "k1", False, first), row("b", "2.00", "k2", False, first)], schema)
    write(
        "later/fivetran/prices/data_0_0_1.parquet",
        [row("a", "1.10", "k1", True, second), row("b", "2.50", "k2", False, second)],
        schema,
    )


def by_dlt():
    deleted = {"deleted": {"data_type": "bool", "hard_delete": True}}
    pipeline = dlt.pipeline(
        "shop",
        pipelines_dir=str(ROOT / "pipelines"),
        destination=dlt.destinations.filesystem(bucket_url=(ROOT / "dlt").as_uri()),
        dataset_name="shop",
    )

    def load(orders, countries=()):
        resources = [
            dlt.resource(orders, name="orders", primary_key="id", columns=deleted, write_disposition="append"),
        ]
        if countries:
            resources.append(dlt.resource(countries, name="countries", write_disposition="replace"))
        pipeline.run(resources, loader_file_format="parquet")

    price = decimal.Decimal
    load(
        [
            dict(id=1, total=price("1.50"), at=at(2026, 11, 20, 1), items=[dict(sku="a"), dict(sku="b")]),
            dict(id=2, total=price("2.00"), at=at(2026, 11, 20, 2), items=[]),
        ],
        [dict(code="FR"), dict(code="DE")],
    )
    load([dict(id=1, total=price("9.50"), at=at(2026, 11, 21, 1)), dict(id=3, total=price("3.00"))], [dict(code="DE")])
    load([dict(id=2, deleted=True)])


airbyte()
fivetran()
by_dlt()
