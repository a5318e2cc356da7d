package io.alluvium.sources.mysql;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.secret.Password;
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
import java.util.stream.Collectors;

/** A source of type {@code mysql} and its tables. */
final class MysqlSection {
    private static final Key<Integer> PORT =
            Key.of("port", Form.integer(1, 65535), 3306, "`3306`", "Port of the server.");
    private static final Key<String> CA = Key.optional(
            "ca",
            Form.text(),
            "A file of certificates, in PEM, of the authorities that may vouch for the server; a relative path is taken "
                    + "from the project's folder. Any host but this machine needs TLS and a certificate for that very "
                    + "host from one of them; without `ca` from one that Java trusts. With `ca` this machine does too.");
    private static final Key<Integer> CONNECTIONS = Key.of(
            "connections",
            Form.integer(2, 1000),
            4,
            "`4`",
            "The most connections that a run holds at a time. One asks which transactions are open; the others are"
                    + " opened together at the start, as many as show one state.");
    private static final Key<Consistent> CONSISTENT = Key.of(
            "consistent",
            Form.word(Consistent.class),
            Consistent.LOG,
            "`log`",
            "How sessions come to show one state of all tables. `log`: they are begun together until the binary log of"
                    + " MariaDB has one place for all of them, and where that does not come about fewer read; locks"
                    + " nothing. `lock`: all commits wait while they are begun (`FLUSH TABLES WITH READ LOCK`, for some"
                    + " milliseconds); it is given up after 2 seconds, and needs the right RELOAD.");
    private static final Key<String> CERTIFICATE = Key.optional(
            "certificate",
            Form.text(),
            "A file of form PKCS 12 with this client's certificate and key, for users of whom the server requires one; a"
                    + " relative path is taken from the project's folder. Connections are encrypted then, on any host.");
    private static final Key<Password> CERTIFICATE_PASSWORD = Key.optional(
            "certificate_password",
            Form.password(),
            "Where the password of the file in `certificate` is found, as for `password`.");
    private static final Key<String> FROM = Key.required(
            "from",
            Form.text(),
            "The table or view as SQL writes it: `orders`, `shop.orders`, ``\"shop.`my orders`\"``.");
    private static final Key<UnfitValues> UNFIT = Key.of(
            "unfit",
            Form.word(UnfitValues.class),
            UnfitValues.FAIL,
            "`fail`",
            "What becomes of values that the type in Delta cannot hold: dates and times with a year, month or day of"
                    + " zero, or a day that its month has not. `fail` refuses the table, `null` makes them null, `text`"
                    + " keeps columns of such types as text.");
    private static final Key<DatabaseTable.Mode> MODE = Key.<DatabaseTable.Mode>optional(
                    "mode",
                    Form.word(DatabaseTable.Mode.class, "cdc"),
                    "The incremental mode: how changes are found. `cursor`: by a time that every write sets; misses no"
                            + " late commit and does not see deletes. `append`: new rows alone, by an AUTO_INCREMENT;"
                            + " misses no late commit and sees neither updates nor deletes. `snapshot`: reads the whole table when it changed,"
                            + " keeps only the differences and finds deletes, too. `replace`: reads the whole table"
                            + " whenever it changed, and each reading stands for all before; for tables without a key."
                            + " `lookback`: polls rows whose cursor is younger than the time you give, and misses what"
                            + " commits later.")
            .defaultsTo("`lookback` where that is given, `cursor` where a cursor is given, else `snapshot`");

    static final Keys KEYS = Keys.of(
                    "a source of type mysql",
                    "A MySQL or MariaDB database.",
                    SourceSection.type(MysqlType.WORD),
                    DatabaseSection.HOST,
                    PORT,
                    DatabaseSection.DATABASE,
                    DatabaseSection.USER,
                    DatabaseSection.PASSWORD,
                    CA,
                    CERTIFICATE,
                    CERTIFICATE_PASSWORD,
                    CONNECTIONS,
                    CONSISTENT,
                    DatabaseSection.TIMEOUT,
                    SourceSection.SCHEMA_CHANGE,
                    TableKeys.TABLES,
                    TableKeys.PATTERNS,
                    ColumnsSection.EXCLUDE_EVERYWHERE,
                    ColumnsSection.MASK_EVERYWHERE,
                    ColumnsSection.MASK_SECRET)
            .butNotYet("ssl", "engine");
    static final Keys TABLE_KEYS = Keys.of(
                    "a mysql table",
                    "A table or view of a MySQL or MariaDB database.",
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

    private final SourceSection source;

    MysqlSection(SourceSection source) {
        this.source = source;
    }

    Optional<MysqlSpec> read() {
        HoconSection section = source.hocon();
        Optional<DeclaredDatabase> declared = DatabaseSection.read(
                source, new DatabaseSection.Own(KEYS, PORT, CA, CONNECTIONS), MysqlSection::readTable);
        Optional<Consistent> consistent = section.read(CONSISTENT);
        Optional<Password> password = section.read(CERTIFICATE_PASSWORD);
        Optional<Certificate> certificate =
                section.read(CERTIFICATE).map(source.directory()::resolve).map(file -> new Certificate(file, password));
        return section.failed()
                ? Optional.empty()
                : declared.map(database -> new MysqlSpec(database, consistent.orElseThrow(), certificate));
    }

    private static Optional<DatabaseTable> readTable(
            HoconSection table, TableName name, StoredColumns.Everywhere everywhere) {
        table.accept(TABLE_KEYS);
        Optional<String> from = table.read(FROM).filter(value -> isSqlName(table, value));
        StoredColumns stored = ColumnsSection.read(table, name, everywhere, false, ColumnTypes.ALL);
        DatabaseTable.Mode mode = table.read(MODE).orElseGet(() -> DatabaseSection.usualMode(table));
        if (!MysqlType.MODES.contains(mode)) {
            table.refuse(table.problem(MODE, ErrorCode.BAD_VALUE, "MySQL has no mode = " + mode.word())
                    .because("it has "
                            + MysqlType.MODES.stream()
                                    .map(DatabaseTable.Mode::word)
                                    .collect(Collectors.joining(", "))));
        }
        return DatabaseSection.table(table, name, from, mode, table.read(UNFIT), stored);
    }

    private static boolean isSqlName(HoconSection table, String value) {
        boolean good = RelationName.parse(value).isPresent();
        if (!good) {
            table.refuse(table.problem(FROM, ErrorCode.BAD_VALUE, "from = \"" + value + "\" is not a table name")
                    .because("expected orders or shop.orders, quoted as MySQL quotes: \"shop.`my orders`\""));
        }
        return good;
    }
}
