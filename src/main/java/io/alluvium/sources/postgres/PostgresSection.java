package io.alluvium.sources.postgres;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Engine;
import io.alluvium.source.SourceSection;
import io.alluvium.source.catalog.TableKeys;
import io.alluvium.source.columns.ColumnsSection;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.ColumnTypes;
import io.alluvium.source.database.DatabaseSection;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.image.UnfitValues;
import java.util.Optional;
import java.util.regex.Pattern;

/** A source of type {@code postgres} and its tables. */
final class PostgresSection {
    static final Key<Integer> PORT = Key.of("port", Form.integer(1, 65535), 5432, "`5432`", "Port of the server.");
    static final Key<String> CA = Key.optional(
            "ca",
            Form.text(),
            "A file of certificates, in PEM, of the authorities that may vouch for the server; a relative path is taken "
                    + "from the project's folder. Any host but this machine needs TLS and a certificate for that very "
                    + "host from one of them, or from one in `~/.postgresql/root.crt`; with `ca` this machine does too.");
    static final Key<Integer> CONNECTIONS = Key.of(
            "connections",
            Form.integer(2, 1000),
            4,
            "`4`",
            "The most connections that a run holds at a time; one of them keeps the snapshot that the others read.");
    static final Key<Engine> ENGINE = Key.of(
            "engine",
            Form.word(Engine.class, "local"),
            Engine.AUTO,
            "`auto`",
            "How rows are read and written: `auto` uses the column reader of this process where it can and Spark for the rest; `spark` "
                    + "always uses Spark.");
    static final Keys KEYS = Keys.of(
                    "a source of type postgres",
                    "A PostgreSQL database.",
                    SourceSection.type("postgres"),
                    DatabaseSection.HOST,
                    PORT,
                    DatabaseSection.DATABASE,
                    DatabaseSection.USER,
                    DatabaseSection.PASSWORD,
                    CA,
                    CONNECTIONS,
                    DatabaseSection.TIMEOUT,
                    SourceSection.SCHEMA_CHANGE,
                    ENGINE,
                    TableKeys.TABLES,
                    TableKeys.PATTERNS,
                    ColumnsSection.EXCLUDE_EVERYWHERE,
                    ColumnsSection.MASK_EVERYWHERE,
                    ColumnsSection.MASK_SECRET)
            .butNotYet("ssl");

    static final Key<String> FROM = Key.required(
            "from", Form.text(), "The table or view as SQL writes it: `public.orders`, `\"public.\\\"Client\\\"\"`.");

    static final Key<UnfitValues> UNFIT = Key.of(
            "unfit",
            Form.word(UnfitValues.class),
            UnfitValues.FAIL,
            "`fail`",
            "What becomes of values that the type in Delta cannot hold: dates and times outside the years 1 to 9999, NaN"
                    + " and infinity in a `numeric(p,s)`, arrays of several dimensions. `fail` refuses the table, `null`"
                    + " makes them null, `text` keeps columns of such types as text.");
    static final Key<DatabaseTable.Mode> MODE = Key.<DatabaseTable.Mode>optional(
                    "mode",
                    Form.word(DatabaseTable.Mode.class, "cdc"),
                    "The incremental mode: how changes are found. `cursor`: by a time that every write sets. `xid`: by"
                            + " transaction, for tables without such a column. `append`: by the number that a sequence"
                            + " gives, for tables that only grow. These three miss no late commit and do not see"
                            + " deletes. `snapshot`: reads the whole table, of a large one the key ranges that changed,"
                            + " keeps only the differences and finds deletes, too. `replace`: reads the whole table"
                            + " whenever it changed, and each reading stands for all before; for tables without a key."
                            + " `lookback`: polls rows whose cursor is younger than the time you give, and misses what"
                            + " commits later.")
            .defaultsTo("`lookback` where that is given, `cursor` where a cursor is given, else `snapshot`");
    static final Keys TABLE_KEYS = Keys.of(
                    "a postgres table",
                    "A table or view of a PostgreSQL database.",
                    FROM,
                    DatabaseSection.KEY,
                    DatabaseSection.CURSOR,
                    DatabaseSection.LOOKBACK,
                    MODE,
                    DatabaseSection.SOFT_DELETE,
                    UNFIT,
                    ColumnsSection.COLUMNS,
                    ColumnsSection.EXCLUDE,
                    ColumnsSection.MASK,
                    ColumnsSection.RENAME,
                    ColumnTypes.TYPES)
            .butNotYet("renamed_from", "engine");

    private static final String NAME = "(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"]|\"\")+\")";
    private static final Pattern SQL_NAME = Pattern.compile(NAME + "(?:\\." + NAME + ")?");
    private final SourceSection source;

    PostgresSection(SourceSection source) {
        this.source = source;
    }

    Optional<PostgresSpec> read() {
        Optional<DeclaredDatabase> declared = DatabaseSection.read(
                source, new DatabaseSection.Own(KEYS, PORT, CA, CONNECTIONS), PostgresSection::readTable);
        Optional<Engine> engine = source.hocon().read(ENGINE);
        return declared.flatMap(database -> engine.map(how -> new PostgresSpec(database, how)));
    }

    private static Optional<DatabaseTable> readTable(
            HoconSection table, TableName name, StoredColumns.Everywhere everywhere) {
        table.accept(TABLE_KEYS);
        Optional<String> from = table.read(FROM).filter(value -> isSqlName(table, value));
        StoredColumns stored = ColumnsSection.read(table, name, everywhere, false, ColumnTypes.ALL);
        DatabaseTable.Mode mode = table.read(MODE).orElseGet(() -> DatabaseSection.usualMode(table));
        return DatabaseSection.table(table, name, from, mode, table.read(UNFIT), stored);
    }

    private static boolean isSqlName(HoconSection table, String value) {
        String proposal = value.replace("\"", "\\\"");
        if (table.joinsQuotes(FROM)) {
            table.refuse(table.problem(FROM, ErrorCode.BAD_VALUE, "the quotes of from are HOCON's, not SQL's")
                    .because("PostgreSQL would see " + value)
                    .fixedBy("from = \"" + value.replaceFirst("([^.]+)$", "\\\\\\\\\"$1\\\\\\\\\"") + "\""));
            return false;
        }
        boolean good = SQL_NAME.matcher(value).matches();
        if (!good) {
            table.refuse(table.problem(FROM, ErrorCode.BAD_VALUE, "from = \"" + proposal + "\" is not a table name")
                    .because("expected schema.table, quoted as SQL quotes: \"public.\\\"Client\\\"\""));
        }
        return good;
    }
}
