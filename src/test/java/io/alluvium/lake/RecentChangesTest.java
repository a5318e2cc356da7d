package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final StructType COLUMNS = StructType.fromDDL("id int");

    private final RecentChanges recent = new RecentChanges();

    private static TableVersion version(long number) {
        return new TableVersion(LakeTables.CURATED, "curated/orders", "one", number, COLUMNS, Map.of());
    }

    private static List<Row> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(RowFactory::create).toList();
    }

    private void add(long number, List<Row> came, List<Row> went) {
        recent.add(version(number), new HeldChanges(COLUMNS, came, went));
    }

    @Test
    void changesOfSeveralVersionsAreOne() {
        add(3, rows(1, 3), rows(0, 1));
        add(4, rows(5, 6), rows(1, 2));

        assertThat(recent.after(version(4), 2))
                .contains(new HeldChanges(
                        COLUMNS,
                        List.of(RowFactory.create(1), RowFactory.create(2), RowFactory.create(5)),
                        List.of(RowFactory.create(0), RowFactory.create(1))));
        assertThat(recent.after(version(4), 3)).contains(new HeldChanges(COLUMNS, rows(5, 6), rows(1, 2)));
        assertThat(recent.after(version(4), 4)).contains(HeldChanges.none(COLUMNS));
    }

    @Test
    void aVersionThatIsNotKnownLeavesNothingKnown() {
        add(3, rows(0, 1), List.of());
        add(5, rows(0, 1), List.of());

        assertThat(recent.after(version(5), 2)).isEmpty();
        assertThat(recent.after(version(6), 5)).isEmpty();
        assertThat(recent.after(
                        new TableVersion(LakeTables.CURATED, "curated/orders", "other", 5, COLUMNS, Map.of()), 4))
                .isEmpty();
    }

    @Test
    void otherColumnsThanTheTableHasLeaveNothingKnown() {
        add(3, rows(0, 1), List.of());

        assertThat(recent.after(
                        new TableVersion(
                                LakeTables.CURATED,
                                "curated/orders",
                                "one",
                                3,
                                StructType.fromDDL("id int, total int"),
                                Map.of()),
                        2))
                .isEmpty();
    }

    @Test
    void theOldestChangesAreForgottenWhereThereAreMany() {
        add(1, rows(0, 150_000), List.of());
        add(2, rows(0, 60_000), List.of());

        assertThat(recent.after(version(1), 0)).isEmpty();
        assertThat(recent.after(version(2), 1)).isPresent();
    }
}
