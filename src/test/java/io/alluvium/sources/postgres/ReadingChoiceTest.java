package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.source.database.DatabaseTable.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingChoiceTest {
    private static final long GIGABYTE = 1L << 30;

    private static SourceColumn column(String name, String type, boolean notNull) {
        return new SourceColumn(
                1, name, notNull, type, new SourceColumn.Type("pg_catalog", type, 'b', false, -1, false));
    }

    private static ReadingChoice choice(Relation.Kind kind, long bytes, SourceColumn... columns) {
        return choice(true, kind, bytes, columns);
    }

    private static ReadingChoice choice(boolean keyed, Relation.Kind kind, long bytes, SourceColumn... columns) {
        Relation relation = new Relation(
                1,
                "public",
                "public.t",
                kind,
                List.of(columns),
                bytes,
                new HeapPages(List.of(bytes / 8192)),
                new Relation.Parts(List.of(), List.of()),
                OptionalLong.empty(),
                List.of(),
                kind == Relation.Kind.HEAPS ? Optional.of("policies") : Optional.empty(),
                new Layout(columns.length, "", Set.of(), Map.of(), Map.of()));
        return ReadingChoice.of(relation, keyed, "reader");
    }

    @Test
    void aTableIsComparedWholeUnlessItIsTooLargeForThat() {
        assertThat(choice(Relation.Kind.HEAP, 100)).isEqualTo(new ReadingChoice(Mode.SNAPSHOT, List.of()));
        assertThat(choice(Relation.Kind.HEAP, 9 * GIGABYTE))
                .isEqualTo(new ReadingChoice(Mode.SNAPSHOT, List.of("9 GB, read whole in each run")));
        assertThat(choice(Relation.Kind.HEAP, 10 * GIGABYTE))
                .isEqualTo(new ReadingChoice(
                        Mode.XID,
                        List.of("10 GB, so that only new row versions are read; mode = snapshot finds deletes too")));
        assertThat(choice(Relation.Kind.VALUES, 10 * GIGABYTE).mode()).isEqualTo(Mode.SNAPSHOT);
    }

    @Test
    void aCursorIsProposedWhereANameAndATypeSpeakForItAndNeverChosen() {
        SourceColumn id = column("id", "int4", true);
        assertThat(choice(Relation.Kind.HEAP, 1, id, column("LastModified", "timestamptz", true)))
                .isEqualTo(new ReadingChoice(
                        Mode.SNAPSHOT, List.of("or cursor = LastModified, if every insert and update sets it")));
        assertThat(choice(Relation.Kind.HEAP, 1, id, column("changed", "timestamp", false))
                        .remarks())
                .containsExactly("or cursor = changed, if every insert and update sets it; it may be null");
        assertThat(choice(Relation.Kind.HEAP, 1, id, column("created_at", "timestamptz", true))
                        .remarks())
                .isEmpty();
        assertThat(choice(Relation.Kind.HEAP, 1, id, column("updated", "date", true))
                        .remarks())
                .isEmpty();
        assertThat(choice(Relation.Kind.VALUES, 1, id, column("updated_at", "timestamptz", true))
                        .remarks())
                .isEmpty();
    }

    @Test
    void aTableWithoutAKeyIsReadWholeWheneverItChangedHoweverLargeItIs() {
        assertThat(choice(false, Relation.Kind.HEAP, 100, column("updated_at", "timestamptz", true)))
                .isEqualTo(new ReadingChoice(Mode.REPLACE, List.of()));
        assertThat(choice(false, Relation.Kind.HEAP, 12 * GIGABYTE))
                .isEqualTo(new ReadingChoice(Mode.REPLACE, List.of("12 GB, read whole whenever a row changed")));
    }

    @Test
    void rowSecurityIsSaid() {
        assertThat(choice(Relation.Kind.HEAPS, 1).remarks())
                .containsExactly("only the rows that row security shows to reader");
    }
}
