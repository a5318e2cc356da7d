package io.alluvium.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.config.TestProject;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelGraphTest {
    private static final String APPLY = "/*---\nstrategy = apply\n---*/\n";

    @TempDir
    Path directory;

    private TestProject project;

    @BeforeEach
    void newProject() {
        project = new TestProject(directory).conf("""
                project = shop
                vars { min_total = 0 }
                sources {
                  s { type = postgres, host = h, database = d, user = u, tables {
                    orders { from = orders, key = order_id }
                    customers { from = customers, key = id }
                  } }
                  f { type = files, path = in, tables { web { glob = "*", format = json } } }
                }
                """);
    }

    private ModelGraph graph() {
        return ModelGraph.of(
                project.raw(),
                project.sources().stream().anyMatch(SourceSpec::isOpen),
                project.read().variables().keySet(),
                project.models());
    }

    private List<String> problems() {
        return catchThrowableOfType(AlluviumException.class, this::graph).problems().stream()
                .map(TestProject::line)
                .toList();
    }

    @Test
    void aCommentThatBelongsToNoColumnIsSaid() {
        project.file(
                "curated/a.sql",
                "/*---\ncolumns { amont = EUR, Id = number }\n---*/\nselect id, 1 as amount from raw.web");

        assertThat(graph().warnings())
                .extracting(TestProject::line)
                .containsExactly(
                        "UNKNOWN_COLUMN curated/a.sql curated.a: a comment under columns names a column that the"
                                + " SELECT does not give: amont | did you mean amount?");
    }

    @Test
    void whatIsWrongInFilesAndBetweenThemIsSaidAtOnce() {
        project.file("curated/half.sql", "selct")
                .file("curated/a.sql", "select x from curated.half where y < :lim")
                .file("aggregate/b.sql", "select x from aggregate.c")
                .file("aggregate/c.sql", "select x from aggregate.b join curated.nope using (x)");
        List<TableName> raw = project.raw().stream().map(RawTable::name).toList();

        List<String> problems = catchThrowableOfType(
                        AlluviumException.class,
                        () -> ModelGraph.of(
                                project.raw(), false, Set.of("min_total"), ModelReader.look(directory, raw)))
                .problems()
                .stream()
                .map(TestProject::line)
                .map(line -> line.replaceFirst(" \\|.*", ""))
                .toList();

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "SQL_SYNTAX curated/half.sql:1 'selct' does not begin a query",
                        "UNKNOWN_PARAMETER curated/a.sql:1 :lim is not declared",
                        "UNKNOWN_TABLE aggregate/c.sql:1 there is no table curated.nope",
                        "CYCLE aggregate/b.sql:1 models read each other: aggregate.b, aggregate.c");
    }

    @Test
    void modelsComeAfterWhatTheyRead() {
        project.file("aggregate/a.sql", "select * from aggregate.z")
                .file("aggregate/z.sql", "select * from curated.c join curated.b using (id)")
                .file("curated/b.sql", "select * from curated.c")
                .file("curated/c.sql", APPLY + "select * from raw.orders")
                .file("curated/d.sql", "select 1");
        assertThat(graph().order())
                .extracting(model -> model.name().toString())
                .containsExactly("curated.c", "curated.b", "curated.d", "aggregate.z", "aggregate.a");
    }

    @Test
    void anUnknownTableIsRefusedWithTheNearestName() {
        project.file("curated/a.sql", "select *\nfrom raw.order")
                .file("curated/b.sql", "select * from curated.customers")
                .file("curated/c.sql", "select * from raw.nothing_like_it");
        assertThat(problems())
                .containsExactly(
                        "UNKNOWN_TABLE curated/a.sql:2 there is no table raw.order | no source declares it | did you"
                                + " mean raw.orders?",
                        "UNKNOWN_TABLE curated/b.sql:1 there is no table curated.customers | there is no"
                                + " curated/customers.sql | did you mean raw.customers?",
                        "UNKNOWN_TABLE curated/c.sql:1 there is no table raw.nothing_like_it | no source declares it");
    }

    @Test
    void whatOnlyTheDatabaseCanTellIsAssumed() {
        project.conf("""
                project = shop
                sources { s { type = postgres, host = h, database = d, user = u, patterns = "public.*" } }
                """)
                .file("curated/a.sql", APPLY + "select * from raw.orders")
                .file("curated/b.sql", "select * from raw.x");

        assertThat(graph().assumed()).extracting(TableName::toString).containsExactlyInAnyOrder("raw.orders", "raw.x");

        project.file("curated/c.sql", "select * from curated.nothing");
        assertThat(problems())
                .containsExactly("UNKNOWN_TABLE curated/c.sql:1 there is no table curated.nothing | there is no"
                        + " curated/nothing.sql");
    }

    @Test
    void aModelMayNotReadALaterLayer() {
        project.file("curated/a.sql", "select * from\naggregate.b").file("aggregate/b.sql", "select 1");
        assertThat(problems())
                .containsExactly("LATER_LAYER curated/a.sql:2 curated.a reads aggregate.b of a later layer | data moves"
                        + " from raw to curated to aggregate");
    }

    @Test
    void aCircleIsToldOnceWithEveryFileAndLine() {
        project.file("curated/a.sql", "select *\nfrom curated.b")
                .file("curated/b.sql", "select * from curated.c")
                .file("curated/c.sql", "select * from raw.web\njoin\ncurated.a")
                .file("curated/reader.sql", "select * from curated.a");
        assertThat(problems())
                .containsExactly("CYCLE curated/a.sql:2 models read each other: curated.a, curated.b, curated.c |"
                        + " curated/a.sql:2 reads curated.b, curated/b.sql:1 reads curated.c, curated/c.sql:3 reads"
                        + " curated.a");
    }

    @Test
    void twoCirclesAreBothTold() {
        project.file("curated/a.sql", "select * from curated.a")
                .file("curated/b.sql", "select * from curated.c")
                .file("curated/c.sql", "select * from curated.b");
        assertThat(problems())
                .containsExactly(
                        "CYCLE curated/a.sql:1 curated.a reads itself | curated/a.sql:1 reads curated.a",
                        "CYCLE curated/b.sql:1 models read each other: curated.b, curated.c | curated/b.sql:1 reads"
                                + " curated.c, curated/c.sql:1 reads curated.b");
    }

    @Test
    void twoFilesMayNotMakeTheSameTable() {
        project.file("curated/a.sql", "select 1").file("silver/a.sql", "select 2");
        assertThat(problems())
                .containsExactly("DUPLICATE_TABLE silver/a.sql curated/a.sql and silver/a.sql both make curated.a");
    }

    @Test
    void markersAreDeclaredOrTheRunsOwn() {
        project.file("curated/a.sql", "select :run_time, :run_date, :min_total,\n :min_totl")
                .file(
                        "curated/b.sql",
                        "/*---\nexpect { x { that = \"a > :floor\" } }\n---*/\nselect 1 as a where :window_start > 1");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "UNKNOWN_PARAMETER curated/a.sql:2 :min_totl is not declared | known: min_total, run_date,"
                                + " run_time | did you mean min_total?",
                        "UNKNOWN_PARAMETER curated/b.sql:2 :floor is not declared | known: min_total, run_date,"
                                + " run_time",
                        "UNKNOWN_PARAMETER curated/b.sql:4 :window_start has no value here | it is a window's, and the"
                                + " model has none");
    }

    @Test
    void anApplyModelReadsOneRawTable() {
        project.file("curated/a.sql", APPLY + "select 1 as x")
                .file("curated/b.sql", APPLY + "select *\nfrom curated.c")
                .file("curated/c.sql", APPLY + "select * from raw.orders");
        assertThat(problems())
                .containsExactly(
                        "APPLY_SHAPE curated/a.sql an apply model reads exactly one raw table | it reads no table",
                        "APPLY_SHAPE curated/b.sql:5 an apply model reads exactly one raw table | it reads curated.c");
    }

    @Test
    void anApplyModelNeedsAKeyOfItsOwnOrOfItsRawTable() {
        project.file("curated/a.sql", APPLY + "select * from raw.web");
        assertThat(problems())
                .containsExactly("MISSING_KEY curated/a.sql the apply model curated.a has no key, nor has raw.web");
    }

    @Test
    void anApplyModelInheritsTheKeyOfItsRawTable() {
        project.file("curated/a.sql", APPLY + "select * from raw.orders");
        ModelGraph graph = graph();
        assertThat(graph.key(graph.order().get(0))).containsExactly("order_id");
        assertThat(graph.warnings()).isEmpty();
    }

    @Test
    void readingALogOfVersionsDirectlyIsWarnedOf() {
        project.file("curated/a.sql", "select * from\nraw.orders, raw.web");
        assertThat(graph().warnings())
                .extracting(TestProject::line)
                .containsExactly(
                        "APPLY_SHAPE curated/a.sql:2 curated.a reads raw.orders, which keeps every version of a"
                                + " row | a key can be there several times, deleted rows too");
    }
}
