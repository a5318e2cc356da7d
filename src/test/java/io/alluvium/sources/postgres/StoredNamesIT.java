package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
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

    private String fingerprint(PostgresTable table) {
        try (PostgresSource source = open(table);
                TableRead read = Tables.read(source, table, Known.NOTHING)) {
            return read.fingerprint().orElseThrow().replaceFirst("^.*;", "");
        }
    }
}
