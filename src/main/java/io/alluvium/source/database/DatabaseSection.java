package io.alluvium.source.database;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.secret.Password;
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

/** What projects say of every database and of its tables, whichever it is. */
public final class DatabaseSection {
    /** Where none is given. */
    public static final Duration LONG_SILENCE = Duration.ofMinutes(30);

    public static final Key<String> HOST = Key.required("host", Form.text(), "Name or address of the server.");
    public static final Key<String> DATABASE = Key.required("database", Form.text(), "Name of the database.");
    public static final Key<String> USER = Key.required("user", Form.text(), "The user to log in as.");
    public static final Key<Password> PASSWORD = Key.optional(
            "password",
            Form.password(),
            "Where the password is found, looked up for each connection; it is never written into a file of the project."
                    + " `aws-sm:` names a secret of AWS Secrets Manager, by name or ARN, `aws-ssm:` a parameter of its"
                    + " Parameter Store; `#FIELD` one field of a JSON object: `aws-sm:prod/shop/db#password`. `rds-iam` makes a token of Amazon"
                    + " RDS for each connection, and needs TLS on any host.");
    public static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Form.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            LONG_SILENCE,
            "`30 minutes`",
            "The timeout for a silent connection. The server is silent while it counts "
                    + "or searches a large table; one that cannot be reached at all is noticed within 20 seconds, one "
                    + "whose machine or network is gone within about two minutes.");
    public static final Key<List<String>> KEY = Key.<List<String>>optional(
                    "key", Form.texts(), "Columns that identify a row.")
            .defaultsTo("required, but with `mode = replace`");
    public static final Key<String> CURSOR = Key.optional(
            "cursor",
            Form.text(),
            "The column that tells what is new: for `cursor` and `lookback` a time that every write sets, for"
                    + " `append` a number that a sequence gives.");
    public static final Key<Duration> LOOKBACK = Key.optional(
            "lookback",
            Form.duration(),
            "How long after the time in its cursor a row may be committed and still be found, for `mode = lookback`.");
    public static final Key<String> SOFT_DELETE = Key.optional(
            "soft_delete",
            Form.text(),
            "What marks a row as deleted: a column that is true then, or a time that is null in all other rows; or a"
                    + " condition: `\"is_deleted = 1\"`, `\"state in ('gone', 'void') and not kept\"`. Raw gets such"
                    + " versions with `_op` D, and `apply` models drop the row. Set it before the first load.");

    private static final Pattern HOST_NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*]?");

    private DatabaseSection() {}

    /** The value of {@link #HOST}; empty where it is refused. */
    private static Optional<String> host(HoconSection section) {
        return section.read(HOST).filter(host -> {
            boolean good = HOST_NAME.matcher(host).matches();
            if (!good) {
                section.refuse(section.problem(HOST, ErrorCode.BAD_VALUE, "host is not a host name")
                        .because(
                                "expected a name or an address alone; port, database and user have keys of their own"));
            }
            return good;
        });
    }

    /**
     * Keys that each kind of database says in its own words.
     *
     * @param all of a source, these among them
     */
    public record Own(Keys all, Key<Integer> port, Key<String> ca, Key<Integer> connections) {}

    /** Reads the section of one table. */
    public interface TableReader {
        /** @param everywhere what the source says of the columns of all tables */
        Optional<DatabaseTable> read(HoconSection table, TableName name, StoredColumns.Everywhere everywhere);
    }

    /**
     * Reads a database and its tables.
     *
     * @return empty where anything was refused; the problems are with the section
     */
    public static Optional<DeclaredDatabase> read(SourceSection source, Own own, TableReader reader) {
        HoconSection section = source.hocon();
        StoredColumns.Everywhere everywhere = ColumnsSection.everywhere(section);
        TableKeys tablesOrPatterns = new TableKeys(section);
        List<DatabaseTable> tables = tablesOrPatterns.namesTables()
                ? source.tables(TableKeys.TABLES, (table, name) -> reader.read(table, name, everywhere))
                : List.of();
        section.accept(own.all());
        Server server = Server.of(section, source.directory(), own.port(), own.ca());
        Optional<Integer> connections = section.read(own.connections());
        Optional<SchemaChange> schemaChange = section.read(SourceSection.SCHEMA_CHANGE);
        Optional<TablePatterns> patterns = tablesOrPatterns.patterns();
        ColumnsSection.requireSecret(section, everywhere, tables.stream().map(DatabaseTable::stored));
        return section.failed()
                ? Optional.empty()
                : Optional.of(server.declared(
                        section,
                        connections.orElseThrow(),
                        schemaChange.orElseThrow(),
                        new ChosenTables(tables, patterns, everywhere)));
    }

    /**
     * Reads a database that tables are brought into: how it is reached is said as of a source.
     *
     * @param section whose keys are accepted already
     * @return a database with no table of its own; empty where anything was refused, the problems are with the section
     */
    public static Optional<DeclaredDatabase> readTarget(
            HoconSection section, Path directory, Key<Integer> port, Key<String> ca) {
        Server server = Server.of(section, directory, port, ca);
        return section.failed()
                ? Optional.empty()
                : Optional.of(server.declared(section, 1, SchemaChange.STOP, ChosenTables.of(List.of())));
    }

    /** How a database is reached; what was refused is absent. */
    private record Server(
            Optional<String> host,
            Optional<Integer> port,
            Optional<String> database,
            Optional<String> user,
            Optional<Password> password,
            Optional<Path> ca,
            Optional<Duration> timeout) {

        static Server of(HoconSection section, Path directory, Key<Integer> port, Key<String> ca) {
            return new Server(
                    DatabaseSection.host(section),
                    section.read(port),
                    section.read(DATABASE),
                    section.read(USER),
                    section.read(PASSWORD),
                    section.read(ca).map(directory::resolve),
                    section.read(TIMEOUT));
        }

        /** Where nothing was refused. */
        DeclaredDatabase declared(
                HoconSection section, int connections, SchemaChange schemaChange, ChosenTables chosen) {
            return new DeclaredDatabase(
                    section.name(),
                    section.place(),
                    host.orElseThrow(),
                    port.orElseThrow(),
                    database.orElseThrow(),
                    user.orElseThrow(),
                    password,
                    ca,
                    connections,
                    timeout.orElseThrow(),
                    schemaChange,
                    chosen);
        }
    }

    /**
     * How changes of a table are found where its section does not say so.
     *
     * @param table a section that is accepted
     */
    public static DatabaseTable.Mode usualMode(HoconSection table) {
        if (table.has(LOOKBACK)) {
            return DatabaseTable.Mode.LOOKBACK;
        }
        return table.has(CURSOR) ? DatabaseTable.Mode.CURSOR : DatabaseTable.Mode.SNAPSHOT;
    }

    /**
     * Reads a table with the keys that those of all databases have.
     *
     * @param from as SQL writes it; absent where it was refused
     * @param unfit absent where it was refused
     * @return empty where anything was refused; the problems are with the section
     */
    public static Optional<DatabaseTable> table(
            HoconSection table,
            TableName name,
            Optional<String> from,
            DatabaseTable.Mode mode,
            Optional<UnfitValues> unfit,
            StoredColumns stored) {
        List<String> key = table.has(KEY)
                ? SourceSection.columnNames(table, KEY, stored.renames()::containsKey)
                        .orElse(List.of())
                : List.of();
        Optional<String> cursor = table.read(CURSOR);
        Optional<Duration> lookback = table.read(LOOKBACK);
        requireKey(table, mode);
        requireExactly(
                table,
                CURSOR,
                mode,
                mode.hasCursor(),
                mode == DatabaseTable.Mode.APPEND
                        ? "the column that a sequence numbers"
                        : "the column that every write sets");
        requireExactly(
                table, LOOKBACK, mode, mode == DatabaseTable.Mode.LOOKBACK, "a time, for example lookback = 2 hours");
        Optional<DeletionMark> softDelete = table.read(SOFT_DELETE)
                .filter(mark -> mayMarkDeletes(table, mode))
                .flatMap(mark -> mark(table, mark));
        requireRoles(table, stored, key, cursor, softDelete);
        return table.failed()
                ? Optional.empty()
                : Optional.of(new DatabaseTable(
                        name,
                        table.place(),
                        from.orElseThrow(),
                        key,
                        mode,
                        cursor,
                        lookback,
                        softDelete,
                        unfit.orElseThrow(),
                        stored));
    }

    private static void requireKey(HoconSection table, DatabaseTable.Mode mode) {
        if (mode.needsKey() && !table.has(KEY)) {
            table.refuse(table.missing(
                            KEY,
                            mode == DatabaseTable.Mode.SNAPSHOT
                                    ? "mode snapshot compares rows by their key"
                                    : "mode " + mode.word()
                                            + " reads a row more than once and drops the repeats by their key")
                    .fixedBy("key = [the columns that tell rows apart], or mode = replace where there are none"));
        }
    }

    private static void requireExactly(
            HoconSection table, Key<?> key, DatabaseTable.Mode mode, boolean needed, String what) {
        if (needed && !table.has(key)) {
            table.refuse(table.missing(key, "mode = " + mode.word() + " needs " + what));
        }
        if (!needed && table.has(key)) {
            table.refuse(table.problem(key, ErrorCode.BAD_VALUE, key.name() + " has no use with mode = " + mode.word())
                    .because("leave out one of them"));
        }
    }

    private static boolean mayMarkDeletes(HoconSection table, DatabaseTable.Mode mode) {
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
}
