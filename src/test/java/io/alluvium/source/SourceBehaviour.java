package io.alluvium.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.journal.Position;
import io.alluvium.source.database.DatabaseTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every source does alike. Each implementation has a test that extends this with its own world. */
public abstract class SourceBehaviour {
    @TempDir
    private Path warehouse;

    private SparkSession spark;
    private Known known = Known.NOTHING;

    /** A source with this one table, as it is declared. */
    protected abstract SourceSpec source();

    private Source opened() {
        return source().open();
    }

    protected abstract TableSpec table();

    /** Adds rows whose column {@code id} is these numbers. */
    protected abstract void add(int... ids);

    /** In the way that is being tested. */
    protected Dataset<Row> rows(TableRead extracted, SparkSession session) {
        return extracted.rows(session);
    }

    /** Takes away what the table is read from. */
    protected abstract void remove();

    @BeforeEach
    void startSpark() {
        spark = SparkFixture.plain(SparkFixture.on(warehouse));
    }

    /** Whether the source counts the rows by itself, apart from who reads them. */
    protected boolean counts() {
        return true;
    }

    private List<Integer> run() {
        try (Source opened = opened()) {
            opened.connect();
            Look look = opened.look(table(), known);
            return look instanceof Look.Changed changed ? read(changed) : List.of();
        }
    }

    private List<Integer> read(Look.Changed changed) {
        try (TableRead read = changed.reader().read()) {
            Dataset<Row> all = rows(read, spark);
            List<Row> rows = all.selectExpr("cast(id as int)").collectAsList();
            assertThat(read.sourceCount()).isEqualTo(counts() ? OptionalLong.of(rows.size()) : OptionalLong.empty());
            assertThat(changed.reader().plan().schema()).contains(all.schema());
            assertThat(changed.reader().plan().overlap()).isEqualTo(read.overlap());
            Positions positions = source().type().positions();
            Position reached = known.reached()
                    .filter(before -> !positions.standsAlone(changed.position()))
                    .map(before -> positions.joined(before, changed.position()))
                    .orElse(changed.position());
            known = new Known(Optional.of(all.schema()), Optional.of(reached), Optional.empty(), read.fingerprint());
            return rows.stream().map(row -> row.getInt(0)).sorted().toList();
        }
    }

    private Look look() {
        try (Source source = opened()) {
            source.connect();
            return source.look(table(), known);
        }
    }

    @Test
    void theFirstBatchHasEverythingAndWithoutChangeThereIsNoSecond() {
        add(1, 2, 3);

        assertThat(run()).containsExactly(1, 2, 3);
        assertThat(look()).isInstanceOf(Look.Unchanged.class);
        assertThat(run()).isEmpty();
    }

    @Test
    void whatIsAddedIsInTheNextBatch() {
        add(1, 2, 3);
        run();
        add(4, 5);

        assertThat(run()).contains(4, 5);
        assertThat(look()).isInstanceOf(Look.Unchanged.class);
    }

    @Test
    void aPositionThatWasNotCommittedIsReadAsPlanned() {
        add(1, 2);
        Position planned = ((Look.Changed) look()).position();
        assertThat(planned.sourceType()).isEqualTo(source().type().word());
        known = new Known(Optional.empty(), Optional.empty(), Optional.of(planned), Optional.empty());

        try (Source opened = opened()) {
            opened.connect();
            Look.Changed again = (Look.Changed) opened.look(table(), known);
            assertThat(again.position()).isEqualTo(planned);
            assertThat(read(again)).containsExactly(1, 2);
        }
    }

    @Test
    void whatIsGoneIsRefusedWithThePlaceOfTheTable() {
        add(1);
        remove();

        assertThat(look()).isInstanceOfSatisfying(Look.Refused.class, fact -> {
            assertThat(fact.problem().place()).contains(table().place());
            assertThat(fact.problem().code().kind().retryable()).isFalse();
        });
    }

    @Test
    void aTableOfAnotherSourceIsADefect() {
        TableSpec other = new DatabaseTable(
                new TableName(Layer.RAW, "other"),
                new Place("project.conf", 1),
                "other",
                List.of(),
                DatabaseTable.Mode.SNAPSHOT,
                Optional.empty(),
                Optional.empty());
        try (Source source = opened()) {
            assertThatThrownBy(() -> source.look(other, Known.NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("raw.other is not a table of ");
        }
    }

    @Test
    void anErrorThatIsNotTheSourcesIsNotExplained() {
        try (Source source = opened()) {
            assertThat(source.explain(table(), new IllegalStateException("ours")))
                    .isEmpty();
        }
    }
}
