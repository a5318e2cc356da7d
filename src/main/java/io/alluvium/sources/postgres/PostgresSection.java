package io.alluvium.sources.postgres;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.secret.Password;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceSection;
import io.alluvium.source.catalog.TableKeys;
import io.alluvium.source.catalog.TablePatterns;
import io.alluvium.source.columns.ColumnsSection;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.sql.DeletionMark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A source of type {@code postgres} and its tables. */
final class PostgresSection {
    static final Key<String> HOST = Key.required("host", Form.text(), "Name or address of the server.");
    static final Key<Integer> PORT = Key.of("port", Form.integer(1, 65535), 5432, "`5432`", "Port of the server.");
    static final Key<String> DATABASE = Key.required("database", Form.text(), "Name of the database.");
    static final Key<String> USER = Key.required("user", Form.text(), "The user to log in as.");
    static final Key<Password> PASSWORD = Key.optional(
            "password",
            Form.password(),
            "Where the password is found, looked up for each connection; it is never written into a file of the project."
                    + " `aws-sm:` names a secret of AWS Secrets Manager, by name or ARN, `aws-ssm:` a parameter of its"
                    + " Parameter Store; `#FIELD` one field of a JSON object: `aws-sm:prod/shop/db#password`. `rds-iam` makes a token of Amazon"
                    + " RDS for each connection, and needs TLS on any host.");
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
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Form.duration(PostgresSpec.SHORTEST_TIMEOUT, PostgresSpec.LONGEST_TIMEOUT),
            PostgresSpec.TIMEOUT,
            "`30 minutes`",
            "The timeout for a silent connection. The server is silent while it counts "
                    + "or searches a large table; one that cannot be reached at all is noticed within 20 seconds, one "
                    + "whose machine or network is gone within about two minutes.");
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
                    HOST,
                    PORT,
                    DATABASE,
                    USER,
                    PASSWORD,
                    CA,
                    CONNECTIONS,
                    TIMEOUT,
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

    static final Key<List<String>> KEY = Key.<List<String>>optional("key", Form.texts(), "Columns that identify a row.")
            .defaultsTo("required, but with `mode = replace`");
    static final Key<String> CURSOR = Key.optional(
            "cursor",
            Form.text(),
            "The column that tells what is new: for `cursor` and `lookback` a time that every write sets, for"
                    + " `append` a number that a sequence gives.");
    static final Key<Duration> LOOKBACK = Key.optional(
            "lookback",
            Form.duration(),
            "How long after the time in its cursor a row may be committed and still be found, for `mode = lookback`.");
    static final Key<String> SOFT_DELETE = Key.optional(
            "soft_delete",
            Form.text(),
            "What marks a row as deleted: a column that is true then, or a time that is null in all other rows; or a"
                    + " condition: `\"is_deleted = 1\"`, `\"state in ('gone', 'void') and not kept\"`. Raw gets such"
                    + " versions with `_op` D, and `apply` models drop the row. Set it before the first load.");
    static final Key<UnfitValues> UNFIT = Key.of(
            "unfit",
            Form.word(UnfitValues.class),
            UnfitValues.FAIL,
            "`fail`",
            "What becomes of values that the type in Delta cannot hold: dates and times outside the years 1 to 9999, NaN"
                    + " and infinity in a `numeric(p,s)`, arrays of several dimensions. `fail` refuses the table, `null`"
                    + " makes them null, `text` keeps columns of such types as text.");
    static final Key<PostgresTable.Mode> MODE = Key.<PostgresTable.Mode>optional(
                    "mode",
                    Form.word(PostgresTable.Mode.class, "cdc"),
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
                    KEY,
                    CURSOR,
                    LOOKBACK,
                    MODE,
                    SOFT_DELETE,
                    UNFIT,
                    ColumnsSection.COLUMNS,
                    ColumnsSection.EXCLUDE,
                    ColumnsSection.MASK,
                    ColumnsSection.RENAME,
                    ColumnTypes.TYPES)
            .butNotYet("renamed_from", "engine");

    private static final String NAME = "(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"]|\"\")+\")";
    private static final Pattern SQL_NAME = Pattern.compile(NAME + "(?:\\." + NAME + ")?");
    private static final Pattern HOST_NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*]?");

    private final SourceSection source;
    private final HoconSection section;
    private final TableKeys tablesOrPatterns;
    private final StoredColumns.Everywhere everywhere;

    PostgresSection(SourceSection source) {
        this.source = source;
        this.section = source.hocon();
        this.tablesOrPatterns = new TableKeys(section);
        this.everywhere = ColumnsSection.everywhere(section);
    }

    Optional<PostgresSpec> read() {
        List<PostgresTable> tables =
                tablesOrPatterns.namesTables() ? source.tables(TableKeys.TABLES, this::readTable) : List.of();
        section.accept(KEYS);
        Optional<String> host = section.read(HOST).filter(this::isHost);
        Optional<Integer> port = section.read(PORT);
        Optional<String> database = section.read(DATABASE);
        Optional<String> user = section.read(USER);
        Optional<Password> password = section.read(PASSWORD);
        Optional<Path> ca = section.read(CA).map(source.directory()::resolve);
        Optional<Integer> connections = section.read(CONNECTIONS);
        Optional<Duration> timeout = section.read(TIMEOUT);
        Optional<SchemaChange> schemaChange = section.read(SourceSection.SCHEMA_CHANGE);
        Optional<Engine> engine = section.read(ENGINE);
        Optional<TablePatterns> patterns = tablesOrPatterns.patterns();
        ColumnsSection.requireSecret(section, everywhere, tables.stream().map(PostgresTable::stored));
        if (section.failed()) {
            return Optional.empty();
        }
        return Optional.of(new PostgresSpec(
                section.name(),
                section.place(),
                host.orElseThrow(),
                port.orElseThrow(),
                database.orElseThrow(),
                user.orElseThrow(),
                password,
                ca,
                connections.orElseThrow(),
                timeout.orElseThrow(),
                schemaChange.orElseThrow(),
                engine.orElseThrow(),
                new ChosenTables(tables, patterns, everywhere)));
    }

    private boolean isHost(String host) {
        boolean good = HOST_NAME.matcher(host).matches();
        if (!good) {
            section.refuse(section.problem(HOST, ErrorCode.BAD_VALUE, "host is not a host name")
                    .because("expected a name or an address alone; port, database and user have keys of their own"));
        }
        return good;
    }

    private Optional<PostgresTable> readTable(HoconSection table, TableName name) {
        table.accept(TABLE_KEYS);
        Optional<String> from = table.read(FROM).filter(value -> isSqlName(table, value));
        StoredColumns stored = ColumnsSection.read(table, name, everywhere, false, ColumnTypes.ALL);
        Optional<List<String>> key = table.has(KEY)
                ? SourceSection.columnNames(table, KEY, stored.renames()::containsKey)
                : Optional.empty();
        Optional<String> cursor = table.read(CURSOR);
        Optional<Duration> lookback = table.read(LOOKBACK);
        PostgresTable.Mode mode = table.read(MODE).orElseGet(() -> modeOf(table));
        requireKey(table, mode);
        boolean counts = mode == PostgresTable.Mode.APPEND;
        requireExactly(
                table,
                CURSOR,
                mode,
                mode.hasCursor(),
                counts ? "the column that a sequence numbers" : "the column that every write sets");
        requireExactly(
                table, LOOKBACK, mode, mode == PostgresTable.Mode.LOOKBACK, "a time, for example lookback = 2 hours");
        Optional<DeletionMark> softDelete = table.read(SOFT_DELETE)
                .filter(mark -> mayMarkDeletes(table, mode))
                .flatMap(mark -> mark(table, mark));
        Optional<UnfitValues> unfit = table.read(UNFIT);
        requireRoles(table, stored, key.orElse(List.of()), cursor, softDelete);
        if (table.failed()) {
            return Optional.empty();
        }
        return Optional.of(new PostgresTable(
                name,
                table.place(),
                from.orElseThrow(),
                key.orElse(List.of()),
                mode,
                cursor,
                lookback,
                softDelete,
                unfit.orElseThrow(),
                stored));
    }

    private static void requireKey(HoconSection table, PostgresTable.Mode mode) {
        if (mode.needsKey() && !table.has(KEY)) {
            table.refuse(table.missing(
                            KEY,
                            mode == PostgresTable.Mode.SNAPSHOT
                                    ? "mode snapshot compares rows by their key"
                                    : "mode " + mode.word()
                                            + " reads a row more than once and drops the repeats by their key")
                    .fixedBy("key = [the columns that tell rows apart], or mode = replace where there are none"));
        }
    }

    private static void requireRoles(
            HoconSection table,
            StoredColumns stored,
            List<String> key,
            Optional<String> cursor,
            Optional<DeletionMark> softDelete) {
        key.forEach(column -> ColumnsSection.requireRole(table, KEY, stored, StoredColumns.Role.KEY, column));
        cursor.ifPresent(
                column -> ColumnsSection.requireRole(table, CURSOR, stored, StoredColumns.Role.CURSOR, column));
        softDelete.stream()
                .flatMap(mark -> mark.columns().stream())
                .forEach(column ->
                        ColumnsSection.requireRole(table, SOFT_DELETE, stored, StoredColumns.Role.SOFT_DELETE, column));
    }

    private static boolean mayMarkDeletes(HoconSection table, PostgresTable.Mode mode) {
        if (!mode.hasUpdates()) {
            table.refuse(
                    table.problem(SOFT_DELETE, ErrorCode.BAD_VALUE, "soft_delete has no use with mode = " + mode.word())
                            .because(
                                    switch (mode) {
                                        case SNAPSHOT ->
                                            "a snapshot finds deletes; drop marked rows in the model:"
                                                    + " apply_as_delete_when";
                                        case REPLACE -> "it has the rows that there are; drop marked rows in the model";
                                        default -> "mode append does not see updates";
                                    }));
        }
        return mode.hasUpdates();
    }

    private static Optional<DeletionMark> mark(HoconSection table, String written) {
        try {
            return Optional.of(new DeletionMark(written));
        } catch (IllegalArgumentException e) {
            table.refuse(
                    table.problem(SOFT_DELETE, ErrorCode.BAD_VALUE, "soft_delete is neither a column nor a condition")
                            .because(String.valueOf(e.getMessage()))
                            .fixedBy("soft_delete = is_deleted, or soft_delete = \"is_deleted = 1\""));
            return Optional.empty();
        }
    }

    private static PostgresTable.Mode modeOf(HoconSection table) {
        if (table.has(LOOKBACK)) {
            return PostgresTable.Mode.LOOKBACK;
        }
        return table.has(CURSOR) ? PostgresTable.Mode.CURSOR : PostgresTable.Mode.SNAPSHOT;
    }

    private static void requireExactly(
            HoconSection table, Key<?> key, PostgresTable.Mode mode, boolean needed, String what) {
        if (needed && !table.has(key)) {
            table.refuse(table.missing(key, "mode = " + mode.word() + " needs " + what));
        }
        if (!needed && table.has(key)) {
            table.refuse(table.problem(key, ErrorCode.BAD_VALUE, key.name() + " has no use with mode = " + mode.word())
                    .because("leave out one of them"));
        }
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
