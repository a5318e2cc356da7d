package io.alluvium.report;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Position;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Cause;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Recipe;
import io.alluvium.plan.Work;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.sources.objects.FileFormat;
import io.alluvium.sources.objects.FileLife;
import io.alluvium.sources.objects.FilesSpec;
import io.alluvium.sources.objects.FilesTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Planned steps for tests of what a person sees. */
public final class SamplePlans {
    private static final Look.Reader UNREAD = new Look.Reader() {
        @Override
        public ReadPlan plan() {
            throw new AssertionError("nobody asked how it is read");
        }

        @Override
        public TableRead read() {
            throw new AssertionError("a plan reads nothing");
        }
    };

    private SamplePlans() {}

    /** Those of the plan on the first page of the documentation, and one that cannot be extracted. */
    public static List<PlannedStep> designSteps() {
        return List.of(
                extract(
                        "orders",
                        new Look.Changed(
                                new Position("files", 1, "{}"),
                                "updated_at > 11-01 23:58",
                                OptionalLong.of(8400),
                                "complete",
                                UNREAD)),
                extract("countries", new Look.Unchanged("no new file")),
                extract("customers", new Look.Refused(SampleRuns.NO_RIGHT)),
                transform(
                        "curated.orders",
                        new Decision(
                                new Work.Change(
                                        new Recipe.Apply(
                                                TableName.parse("raw.orders").orElseThrow(), 3),
                                        "raw.orders changed"),
                                Set.of(TableName.parse("raw.orders").orElseThrow()),
                                Optional.empty()),
                        Optional.of(Duration.ofMillis(1900))),
                transform(
                        "aggregate.revenue_daily",
                        new Decision(new Work.Rebuild(new Cause(Cause.Kind.DEFINITION_CHANGED, "SQL changed, line 7"))),
                        Optional.of(Duration.ofSeconds(40))));
    }

    public static PlannedStep extract(String name, Look fact) {
        Place place = new Place("project.conf", 1);
        FilesTable table = new FilesTable(
                new TableName(Layer.RAW, name),
                place,
                "*",
                FileFormat.Csv.USUAL,
                FilesTable.Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of(),
                Optional.empty(),
                FilesTable.AS_WRITTEN,
                FileLife.USUAL);
        FilesSpec source = new FilesSpec("web", place, "/landing", SchemaChange.ADD, List.of(table));
        return new PlannedStep.Extract(source, table, fact, Optional.empty(), Optional.empty());
    }

    public static PlannedStep transform(String name, Decision decision, Optional<Duration> earlier) {
        Model model = new Model(
                TableName.parse(name).orElseThrow(),
                new Place("x.sql", 0),
                "select 1",
                new Strategy.Full(),
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                Set.of());
        return new PlannedStep.Transform(model, decision, earlier);
    }
}
