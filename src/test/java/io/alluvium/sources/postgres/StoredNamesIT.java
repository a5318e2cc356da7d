package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a section says of columns is held to the table before anything is read. */
class StoredNamesIT extends StoredPeople {
    /** Rows of a view are told apart by their values, of which the journal keeps a digest. */
    @Test
    void theDigestOfRowsTellsNothingOfHashedValues() {
        database.run(
                "create table t (id int, email text)",
                "insert into t values (1, 'x@y.z')",
                "create view people as select * from t");
        String plain = fingerprint(people(StoredColumns.ALL));
        String hashed = fingerprint(people(masking(Map.of("email", StoredColumns.Mask.HASH))));
        String redacted = fingerprint(people(masking(Map.of("email", StoredColumns.Mask.REDACT))));
        secret("another secret of 16 bytes");
        StoredColumns.Everywhere other = new StoredColumns.Everywhere(
                Set.of(),
                Map.of("EMAIL", StoredColumns.Mask.HASH),
                SecretReference.parse("file:" + folder.resolve("secret"), new Place("project.conf", 3)));
        String otherwise = fingerprint(people(StoredColumns.of(other)));

        assertThat(hashed).isNotEqualTo(plain).isNotEqualTo(otherwise);
        secret();
        database.run("update t set email = 'other'");
        assertThat(fingerprint(people(masking(Map.of("email", StoredColumns.Mask.HASH)))))
                .as("a change of the value is a change")
                .isNotEqualTo(hashed);
        assertThat(fingerprint(people(masking(Map.of("email", StoredColumns.Mask.REDACT)))))
                .as("what is redacted is no part of it")
                .isEqualTo(redacted);
        database.run("update t set email = null");
        assertThat(fingerprint(people(masking(Map.of("email", StoredColumns.Mask.REDACT)))))
                .isNotEqualTo(redacted);
    }

    @ParameterizedTest
    @CsvSource({"float8, decimal", "date, decimal", "bigint, int", "text, bigint", "boolean, int", "oid, decimal"})
    void aTypeThatIsNoExactImageIsRefused(String type, String wanted) {
        database.run("create table people (id int primary key, n " + type + ")");
        DataType other = switch (wanted) {
            case "int" -> DataTypes.IntegerType;
            case "bigint" -> DataTypes.LongType;
            default -> DataTypes.createDecimalType(10, 2);
        };

        assertThat(refusal(people(typed("n", other))).code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exclude | exclude names nmae, which is no column of people
            columns | columns names nmae, which is no column of people
            mask    | mask names nmae, which is no column of people
            rename  | rename names nmae, which is no column of people
            types   | types names nmae, which is no column of people
            """)
    void aColumnThatThereIsNotIsRefused(String key, String message) {
        database.run("create table people (id int primary key, name text)");
        boolean mask = key.equals("mask");
        StoredColumns stored = new StoredColumns(
                key.equals("columns") ? Set.of("id", "nmae") : Set.of(),
                key.equals("exclude") ? Set.of("nmae") : Set.of(),
                mask ? Map.of("nmae", StoredColumns.Mask.REDACT) : Map.of(),
                key.equals("rename") ? Map.of("nmae", "b") : Map.of(),
                key.equals("types") ? Map.of("nmae", DataTypes.StringType) : Map.of(),
                StoredColumns.Everywhere.NOTHING);

        Problem problem = refusal(people(stored));
        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_COLUMN_MISSING);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.suggestion()).contains("name");
    }

    private String fingerprint(DatabaseTable table) {
        try (PostgresSource source = open(table);
                TableRead read = Tables.read(source, table, Known.NOTHING)) {
            return read.fingerprint().orElseThrow().replaceFirst("^.*;", "");
        }
    }

    /** What is left out may stay closed, and what is printed opens nothing of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # granted    | of the section  | no right to read                | the command                      | and
                                 | exclude ssn     |                                 | (tableoid, xmin, ctid, id, name) |
                    (id, name)   | exclude ssn     | tableoid, xmin, ctid of         | (tableoid, xmin, ctid)           |
                    (name)       | columns id name | tableoid, xmin, ctid, id of     | (tableoid, xmin, ctid, id)       |
                    (id)         | exclude ssn     | tableoid, xmin, ctid, name of   | (tableoid, xmin, ctid)           | exclude = [ssn, name]; or open name to $r too: GRANT SELECT (name) ON people TO $r;
                    (id)         | columns id name | tableoid, xmin, ctid, name of   | (tableoid, xmin, ctid)           | columns = [id]; or open name to $r too: GRANT SELECT (name) ON people TO $r;
                    """)
    void ofAnExcludedColumnNoGrantIsAdvised(
            String granted, String section, String missing, String opened, String with) {
        String user = "r_" + database.database();
        database.run(
                "create table people (id int primary key, name text, ssn text)",
                "create role " + user + " login",
                granted == null ? "select" : "grant select " + granted + " on people to " + user);
        DatabaseTable table = people(section.equals("exclude ssn") ? excluding("ssn") : only("id", "name"));
        try {
            Problem problem = refusal(user, table);

            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
            assertThat(problem.message())
                    .isEqualTo("no right to read " + (missing == null ? "" : missing + " ") + "people");
            String grant = "GRANT SELECT " + opened + " ON people TO " + user + ";";
            assertThat(problem.fix()).contains(grant + (with == null ? "" : " with " + with.replace("$r", user)));
            database.run(grant);
            DatabaseTable without = with == null ? table : people(excluding("name", "ssn"));
            try (PostgresSource source = new PostgresSource(spec(user, without))) {
                assertThat(source.look(without, Known.NOTHING)).isInstanceOf(Look.Changed.class);
            }
        } finally {
            database.run("drop owned by " + user, "drop role " + user);
        }
    }

    private Problem refusal(String user, DatabaseTable table) {
        try (PostgresSource source = new PostgresSource(spec(user, table))) {
            return Tables.refused(source.look(table, Known.NOTHING));
        }
    }

    private static StoredColumns only(String... columns) {
        return new StoredColumns(
                Set.of(columns), Set.of(), Map.of(), Map.of(), Map.of(), StoredColumns.Everywhere.NOTHING);
    }
}
