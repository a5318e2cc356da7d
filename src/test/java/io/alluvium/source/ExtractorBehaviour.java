package io.alluvium.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.config.PostgresTable;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import java.util.ArrayList;
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
public abstract class ExtractorBehaviour {
    @TempDir
    private Path warehouse;

    private SparkSession spark;
    private Known known = Known.NOTHING;

    /** A new extractor of a source with this one table. */
    protected abstract Extractor extractor();

    protected abstract SourceTable table();

    /** Adds rows whose column {@code id} is these numbers. */
    protected abstract void add(int... ids);

    /** In the way that is being tested. */
    protected Dataset<Row> rows(Extracted extracted, SparkSession session) {
        return extracted.rows(session);
    }

    /** Takes away what the table is read from. */
    protected abstract void remove();

    @BeforeEach
    void startSpark() {
        spark = SparkFixture.plain(SparkFixture.on(warehouse));
    }

    private List<Integer> run() {
        try (Extractor extractor = extractor()) {
            extractor.connect();
            SourceFact fact = extractor.survey(table(), known);
            if (fact instanceof SourceFact.Changed changed) {
                return read(extractor, changed.window());
            }
            return List.of();
        }
    }

    private List<Integer> read(Extractor extractor, Window window) {
        try (Extracted extracted = extractor.read(table(), known, window)) {
            Dataset<Row> all = rows(extracted, spark);
            List<Row> rows = all.selectExpr("cast(id as int)").collectAsList();
            assertThat(extracted.sourceCount()).isEqualTo(OptionalLong.of(rows.size()));
            assertThat(extractor.schema(table())).contains(all.schema());
            List<Window> committed = new ArrayList<>(known.committed());
            committed.add(window);
            known = new Known(Optional.of(all.schema()), committed, Optional.empty(), extracted.fingerprint());
            return rows.stream().map(row -> row.getInt(0)).sorted().toList();
        }
    }

    private SourceFact survey() {
        try (Extractor extractor = extractor()) {
            extractor.connect();
            return extractor.survey(table(), known);
        }
    }

    @Test
    void theFirstBatchHasEverythingAndWithoutChangeThereIsNoSecond() {
        add(1, 2, 3);

        assertThat(run()).containsExactly(1, 2, 3);
        assertThat(survey()).isInstanceOf(SourceFact.Unchanged.class);
        assertThat(run()).isEmpty();
    }

    @Test
    void whatIsAddedIsInTheNextBatch() {
        add(1, 2, 3);
        run();
        add(4, 5);

        assertThat(run()).contains(4, 5);
        assertThat(survey()).isInstanceOf(SourceFact.Unchanged.class);
    }

    @Test
    void aPlannedWindowThatWasNotCommittedIsReadAsPlanned() {
        add(1, 2);
        Window planned = ((SourceFact.Changed) survey()).window();
        known = new Known(Optional.empty(), List.of(), Optional.of(planned), Optional.empty());

        assertThat(((SourceFact.Changed) survey()).window()).isEqualTo(planned);
        try (Extractor extractor = extractor()) {
            extractor.survey(table(), known);
            assertThat(read(extractor, planned)).containsExactly(1, 2);
        }
    }

    @Test
    void aPlannedWindowIsReadWithoutASurveyToo() {
        add(1);
        Window planned = ((SourceFact.Changed) survey()).window();
        try (Extractor extractor = extractor();
                Extracted extracted = extractor.read(table(), known, planned)) {
            assertThat(rows(extracted, spark).count()).isEqualTo(1);
        }
    }

    @Test
    void whatIsGoneIsRefusedWithThePlaceOfTheTable() {
        add(1);
        remove();

        assertThat(survey()).isInstanceOfSatisfying(SourceFact.Refused.class, fact -> {
            assertThat(fact.problem().place()).contains(table().place());
            assertThat(fact.problem().code().kind().retryable()).isFalse();
        });
    }

    @Test
    void aTableOfAnotherSourceIsADefect() {
        SourceTable other = new PostgresTable(
                new TableName(Layer.RAW, "other"),
                new Place("project.conf", 1),
                "other",
                List.of(),
                PostgresTable.Mode.SNAPSHOT,
                Optional.empty(),
                Optional.empty());
        try (Extractor extractor = extractor()) {
            assertThatThrownBy(() -> extractor.survey(other, Known.NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("raw.other is not a table of ");
        }
    }

    @Test
    void anErrorThatIsNotTheSourcesIsNotExplained() {
        try (Extractor extractor = extractor()) {
            assertThat(extractor.explain(table(), new IllegalStateException("ours")))
                    .isEmpty();
        }
    }
}
