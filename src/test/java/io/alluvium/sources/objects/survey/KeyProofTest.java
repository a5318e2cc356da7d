package io.alluvium.sources.objects.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all rows together say of a key. */
class KeyProofTest {
    private static final StructType COLUMNS = new StructType()
            .add("id", DataTypes.LongType)
            .add("name", DataTypes.StringType)
            .add("Op", DataTypes.StringType);

    private final ColumnBatch batch = new ColumnBatch(COLUMNS, 100);

    private void row(@Nullable Long id, String name, String operation) {
        if (id == null) {
            batch.column(0).appendNull();
        } else {
            ((LongValues) batch.column(0)).append(id);
        }
        ((BytesValues) batch.column(1)).append(name.getBytes(StandardCharsets.UTF_8));
        if (operation.equals("-")) {
            batch.column(2).appendNull();
        } else {
            ((BytesValues) batch.column(2)).append(operation.getBytes(StandardCharsets.UTF_8));
        }
        batch.endRow();
    }

    private Optional<String> refutation(KeyProof proof) {
        proof.see(batch);
        return proof.refutation();
    }

    @Test
    void aKeyHasAnotherValueInEachRow() {
        row(1L, "a", "-");
        row(2L, "a", "-");
        row(-1L, "b", "-");

        assertThat(refutation(new KeyProof(List.of("id"), Optional.empty()))).isEmpty();
        assertThat(refutation(new KeyProof(List.of("name"), Optional.empty())))
                .contains("1 value in more than one row");
        assertThat(refutation(new KeyProof(List.of("name", "id"), Optional.empty())))
                .isEmpty();

        row(null, "c", "-");
        assertThat(refutation(new KeyProof(List.of("id"), Optional.empty()))).contains("1 row without a value");
        assertThat(refutation(KeyProof.ofValues(List.of("id")))).contains("1 row without a value");
        assertThat(refutation(KeyProof.ofValues(List.of("name")))).isEmpty();
    }

    /** In whatever order they are read. */
    @ParameterizedTest
    @CsvSource({
        "-U, true",
        "IUUD, true",
        "DI, true",
        "-DI, true",
        "IDID, true",
        "U, false",
        "D, false",
        "-I, false",
        "--, false",
        "IX, false"
    })
    void changesAreThoseOfOneRowOrNoKeysAre(String changes, boolean isKey) {
        row(7L, "other", "I");
        changes.chars().forEach(change -> row(1L, "a", String.valueOf((char) change)));

        assertThat(refutation(new KeyProof(List.of("id"), Optional.of("Op"))).isEmpty())
                .isEqualTo(isKey);
    }
}
