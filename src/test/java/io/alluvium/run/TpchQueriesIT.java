package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.model.Model;
import io.alluvium.plan.Explanation;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.verify.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 22 queries of TPC-H as models, after each round of changes beside PostgreSQL's answers and a full computation. Those that
 * docs/tpch.md calls followed are strict here, and may not be computed as a whole.
 */
@EnabledIfSystemProperty(named = "alluvium.tpch.rounds", matches = "[1-9]\\d*")
class TpchQueriesIT {
    private static final int ROUNDS = Integer.getInteger("alluvium.tpch.rounds", 0);
    private static final double SCALE = Double.parseDouble(System.getProperty("alluvium.tpch.scale", "0.01"));

    @TempDir
    Path folder;

    private final TpchProject declared = new TpchProject();
    private final Map<String, List<String>> answers = new TreeMap<>();
    private final Map<String, List<Long>> millis = new TreeMap<>();
    private Map<String, String> classes;
    private TpchDatabase database;
    private ProjectFolder project;

    @BeforeEach
    void start() throws SQLException, IOException {
        classes = TpchProject.classes();
        database = new TpchDatabase(declared, SCALE, folder.resolve("landing"));
        project = new ProjectFolder(folder);
        try (Stream<Path> files = Files.walk(TpchProject.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = TpchProject.FOLDER.relativize(file).toString();
                String text = Files.readString(file).replace("../../target/tpch-queries/", "");
                project.write(name, isFollowed(name) ? text.replaceFirst("---\\*/", "strict = true\n---*/") : text);
            }
        }
    }

    @AfterEach
    void stop() throws SQLException {
        database.close();
    }

    /** @param name of a query or of its file */
    private boolean isFollowed(String name) {
        return classes.getOrDefault(name.replaceFirst("^aggregate/", "").replaceFirst("\\.sql$", ""), "")
                .startsWith("by ");
    }

    @Test
    void whatTheQueriesTellAfterEachRoundIsWhatTheDatabaseTells() throws SQLException, IOException {
        check(project.run(), "first load");
        explainSaysWhatThePageSays();
        TpchRounds rounds = new TpchRounds(database);
        Map<String, Integer> changed = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Map<String, List<String>> before = new TreeMap<>(answers);
            String what = "round " + round + ", " + rounds.next();
            long start = System.nanoTime();
            RunRecord run = project.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            followedAlone(run, what);
            check(run, what);
            List<String> others = answers.entrySet().stream()
                    .filter(answer -> !answer.getValue().equals(before.get(answer.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            others.forEach(query -> changed.merge(query, 1, Integer::sum));
            System.out.printf("%s: run of %.1f s, other answers of %s%n", what, seconds, others);
        }
        System.out.printf("times the answer was another: %s%nmilliseconds: %s%n", changed, millis);
        if (ROUNDS > 4) {
            assertThat(changed).as("queries whose answer was ever another").hasSizeGreaterThanOrEqualTo(19);
        }
    }

    private void explainSaysWhatThePageSays() {
        Map<String, String> explained = new TreeMap<>();
        for (Explanation model : project.pipeline().explain(List.copyOf(classes.keySet()))) {
            explained.put(
                    model.model().name(),
                    model.text().replaceFirst("^incremental ", "").replaceFirst(", line \\d+ needs all rows$", ""));
        }
        assertThat(explained).isEqualTo(classes);
    }

    private void followedAlone(RunRecord run, String when) {
        for (StepRecord step : run.steps()) {
            String query = step.table().name();
            if (isFollowed(query)) {
                assertThat(step.outcome())
                        .as("%s, %s: %s", query, when, step)
                        .isIn(StepRecord.Outcome.INCREMENTAL, StepRecord.Outcome.SKIPPED);
            }
            if (step.outcome() != StepRecord.Outcome.SKIPPED) {
                millis.computeIfAbsent(step.table().toString(), table -> new ArrayList<>())
                        .add(step.duration().toMillis());
            }
        }
    }

    private void check(RunRecord run, String when) throws SQLException {
        assertThat(run.exitStatus()).as("%s: %s", when, run.steps()).isZero();
        for (Map.Entry<String, Model> query : declared.queries().entrySet()) {
            Dataset<Row> rows = project.pipeline()
                    .query("select * from aggregate." + query.getKey())
                    .toDF();
            List<DataType> types = Stream.of(rows.schema().fields())
                    .map(field -> field.dataType())
                    .toList();
            List<String> ours = rows.collectAsList().stream()
                    .map(row -> text(types, row::get))
                    .sorted()
                    .toList();
            List<String> theirs = database.rows(query.getValue().sql()).stream()
                    .map(row -> text(types, row::get))
                    .sorted()
                    .toList();
            assertThat(ours).as("%s, %s", query.getKey(), when).isEqualTo(theirs);
            answers.put(query.getKey(), ours);
        }
        assertThat(project.pipeline().verifyModels(List.of()))
                .as(when)
                .hasSize(22 + TpchProject.TABLES.size())
                .allSatisfy(verdict -> assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Verdict.Recomputed.class,
                                found -> assertThat(found.isEqual())
                                        .as(found.toString())
                                        .isTrue()));
    }

    private interface Values {
        Object get(int place);
    }

    /** Decimals have Spark's scale, which rounds averages and quotients of PostgreSQL, and nothing else. */
    private static String text(List<DataType> types, Values values) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            Object value = values.get(i);
            text.append(
                    value instanceof Number number && types.get(i) instanceof DecimalType decimal
                            ? new BigDecimal(number.toString()).setScale(decimal.scale(), RoundingMode.HALF_UP)
                            : Objects.toString(value));
            text.append('|');
        }
        return text.toString();
    }
}
