package io.alluvium.report;

import io.alluvium.config.FilesSource;
import io.alluvium.config.FilesTable;
import io.alluvium.config.SchemaChange;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.source.SourceFact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Planned steps for tests of what a person sees. */
public final class SamplePlans {
    private SamplePlans() {}

    /** Those of the plan on the first page of the documentation, and one that cannot be extracted. */
    public static List<PlannedStep> designSteps() {
        return List.of(
                extract(
                        "orders",
                        new SourceFact.Changed(
                                new Window.Cursor(Optional.empty(), Optional.empty(), Optional.empty(), "s", "i"),
                                "updated_at > 11-01 23:58",
                                OptionalLong.of(8400),
                                "complete")),
                extract("countries", new SourceFact.Unchanged("no new file")),
                extract("customers", new SourceFact.Refused(SampleRuns.NO_RIGHT)),
                transform(
                        "curated.orders",
                        new Decision(
                                Decision.Mode.APPLY,
                                "if raw.orders changes",
                                Set.of(TableName.parse("raw.orders").orElseThrow()),
                                false),
                        Optional.of(Duration.ofMillis(1900))),
                transform(
                        "aggregate.revenue_daily",
                        new Decision(Decision.Mode.FULL, "SQL changed, line 7", Set.of(), true),
                        Optional.of(Duration.ofSeconds(40))));
    }

    public static PlannedStep extract(String name, SourceFact fact) {
        Place place = new Place("project.conf", 1);
        FilesTable table = new FilesTable(
                new TableName(Layer.RAW, name),
                place,
                "*",
                FilesTable.Format.CSV,
                FilesTable.Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of(),
                Optional.empty(),
                true,
                ",");
        FilesSource source = new FilesSource("web", place, "/landing", SchemaChange.ADD, List.of(table));
        return new PlannedStep.Extract(source, table, fact, Optional.empty(), Optional.empty());
    }

    public static PlannedStep transform(String name, Decision decision, Optional<Duration> earlier) {
        Model model = new Model(
                TableName.parse(name).orElseThrow(),
                new Place("x.sql", 0),
                "select 1",
                Strategy.FULL,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                Set.of());
        return new PlannedStep.Transform(model, decision, earlier);
    }
}
