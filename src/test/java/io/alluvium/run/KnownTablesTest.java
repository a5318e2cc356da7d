package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Known;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownTablesTest {
    private static final List<TableName> TABLES =
            IntStream.range(0, 40).mapToObj(KnownTablesTest::table).toList();

    @TempDir
    Path folder;

    private static TableName table(int number) {
        return new TableName(Layer.RAW, "t" + number);
    }

    private KnownTables known() {
        return new KnownTables(
                new Glance(Warehouse.of(Storage.at(folder.toUri()), "many", SourceTypes.all())), TABLES, 2);
    }

    @Test
    void manyMoreThanAreReadAheadAreKnownInWhateverOrder() {
        List<TableName> backwards = new ArrayList<>(TABLES);
        Collections.reverse(backwards);
        try (KnownTables known = known()) {
            assertThat(TABLES)
                    .allSatisfy(table -> assertThat(known.of(table).known()).isEqualTo(Known.NOTHING));
        }
        try (KnownTables known = known()) {
            assertThat(backwards)
                    .allSatisfy(table -> assertThat(known.of(table).known()).isEqualTo(Known.NOTHING));
        }
    }

    @Test
    void tablesThatNobodyAsksForHoldNoneUp() {
        try (KnownTables known = known()) {
            assertThat(TABLES.subList(20, 40))
                    .allSatisfy(table -> assertThat(known.of(table).known()).isEqualTo(Known.NOTHING));
        }
    }

    @Test
    void aDamagedLogIsTheProblemOfItsTableAlone() throws IOException {
        Path log = Files.createDirectories(folder.resolve("raw/t7/_delta_log"));
        Files.writeString(log.resolve("00000000000000000000.json"), "no JSON\n");
        try (KnownTables known = known()) {
            assertThat(known.of(table(6)).known()).isEqualTo(Known.NOTHING);
            assertThatExceptionOfType(AlluviumException.class)
                    .isThrownBy(() -> known.of(table(7)))
                    .satisfies(
                            fault -> assertThat(fault.problems().get(0).code()).isEqualTo(ErrorCode.TABLE_UNREADABLE));
            assertThat(known.of(table(8)).known()).isEqualTo(Known.NOTHING);
        }
    }
}
