package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.cli.FormatProject.Kind;
import io.alluvium.cli.FormatProject.State;
import io.alluvium.cli.FormatProject.Table;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A warehouse of an earlier state format is carried on as the build that wrote it would have. That build, in a process of its own,
 * leaves tables of all kinds in all states; from there on a twin of the warehouse is its own, and what it makes of the
 * twin is what this build has to make of the warehouse. The tests are chapters of one story, in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class FormerWarehouse {
    private static final boolean ALL = Boolean.getBoolean("alluvium.formats.all");
    private static final Predicate<Table> EACH = table -> true;

    private final int format;
    private final PostgresFixture database = PostgresFixture.fresh();
    private Path folder;
    private FormatProject source;
    private Path driver;
    private FormerBuild former;
    private Program subject;
    private Path twin;

    FormerWarehouse(int format) {
        this.format = format;
    }

    @BeforeAll
    void theFormerBuildLeavesItsWarehouse(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        SparkFixture.on(folder);
        driver = Files.createDirectories(folder.resolve("driver"));
        FormerBuild.compileDriver(format, driver);
        source = new FormatProject(folder.resolve("landing"), database, ALL);
        assertThat(source.hasNanoseconds()).isTrue();
        subject = new Program(folder.resolve("subject"));
        twin = folder.resolve("twin");
        Path home = folder.resolve("subject");
        source.write(home, "warehouse", 4, table -> table.state() != State.BEGUN);
        former = FormerBuild.start(format, driver);
        writeHistory(home.toString());
        die(home);
        source.write(home, "warehouse", 4, EACH);
        copy(home, twin);
        former = FormerBuild.start(format, driver);
    }

    @AfterAll
    void stop() {
        former.close();
        database.close();
    }

    private void writeHistory(String home) {
        former.succeeds("run", "--project", home);
        source.change(1);
        if (ALL) {
            former.succeeds("run", "--project", home);
            restore(State.REREAD);
            source.change(2);
        }
        formerReset(home, source.in(State.RELOADED));
        former.succeeds("run", "--project", home);
        restore(State.RESTORED);
        formerReset(home, source.in(State.RESET));
    }

    private void restore(State state) {
        List<String> words = new ArrayList<>(List.of("restore", "0"));
        source.in(state)
                .forEach(table -> words.add(
                        folder.resolve("subject/warehouse/raw/" + table.name()).toString()));
        former.succeeds(words.toArray(String[]::new));
    }

    private void formerReset(String project, List<Table> tables) {
        former.succeeds(resetting(project, tables));
    }

    private static String[] resetting(String project, List<Table> tables) {
        List<String> words = new ArrayList<>(List.of("reset"));
        tables.forEach(table -> words.add(table.raw()));
        words.addAll(List.of("--yes", "--project", project));
        return words.toArray(String[]::new);
    }

    /** All at once, in a project of those tables alone. */
    private void die(Path home) {
        source.change(3);
        Path part = folder.resolve("part");
        Map<String, String> deaths = source.deaths();
        source.write(
                part,
                home.resolve("warehouse").toString(),
                deaths.size() + 1,
                table -> table.state().dies());
        former.dieIn(part, deaths);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> filesOfTheWarehouse() {
        Path warehouse = folder.resolve("subject/warehouse");
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(warehouse)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(
                        warehouse.relativize(file).toString(),
                        Files.size(file) + " bytes of " + Files.getLastModifiedTime(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Test
    @Order(1)
    void lookingAtItWritesNothing() {
        Map<String, String> before = filesOfTheWarehouse();
        subject.succeeds("plan");
        subject.succeeds("status");
        assertThat(filesOfTheWarehouse()).isEqualTo(before);
        assertThat(subject.file("warehouse/_alluvium/formats/state/format")).startsWith(Integer.toString(format));
    }

    /** A transaction is open meanwhile whose rows come with the batch after. */
    @Test
    @Order(2)
    void eachTableGoesOnWithAsManyRowsAsInTheTwin() throws Exception {
        try (Connection late = database.connect()) {
            late.setAutoCommit(false);
            try (Statement statement = late.createStatement()) {
                for (String sql : source.lateChanges()) {
                    statement.execute(sql);
                }
            }
            source.change(4);
            bothRun(EACH);
            late.commit();
        }
        source.change(5);
        bothRun(EACH);
    }

    @Test
    @Order(3)
    void thenThereIsNothingToDo() {
        assertThat(subject.run("run", "--skip-code")).as(subject.screen()).isEqualTo(99);
        assertThat(former.run("run", "--skip-code", "--project", twin.toString())
                        .status())
                .isEqualTo(99);
    }

    /** The former build had reset most of them already. The others keep their rows of both builds to the end. */
    @Test
    @Order(4)
    void aTableThatIsResetIsLoadedAnew() throws Exception {
        List<Table> tables = source.tables(FormerWarehouse::isResetNow);
        subject.succeeds(resetting(folder.resolve("subject").toString(), tables));
        formerReset(twin.toString(), tables);
        source.change(6);
        bothRun(table -> !table.kind().overlaps());
        source.change(7);
        bothRun(table -> !table.kind().overlaps());
    }

    private static boolean isResetNow(Table table) {
        return switch (table.state()) {
            case RESET ->
                EnumSet.of(Kind.CURSOR, Kind.SNAPSHOT, Kind.RANGES, Kind.JSON).contains(table.kind());
            case RELOADED -> EnumSet.of(Kind.XID, Kind.APPEND, Kind.CSV).contains(table.kind());
            case SETTLED -> table.kind() == Kind.SNAPSHOT;
            default -> false;
        };
    }

    @Test
    @Order(5)
    void eachRowOfEachVersionIsThatOfTheTwinAndTheNewestAreThoseOfTheSource() throws Exception {
        String query = source.everything();
        CompletableFuture<String> theirs = CompletableFuture.supplyAsync(
                () -> former.succeeds("sql", query, "--format", "csv", "--project", twin.toString()));
        List<String> lines = lines(answer(query));
        assertThat(lines).isEqualTo(lines(theirs.get()));
        assertThat(source.shown(rows(lines))).isEqualTo(source.truth());
        assertThat(lines(answer(source.digests()))).isEqualTo(source.trueDigests());
    }

    @Test
    @Order(6)
    void theFormerBuildRefusesItAndChangesNothing() {
        Map<String, String> before = filesOfTheWarehouse();
        String project = folder.resolve("subject").toString();
        for (List<String> command : List.of(List.of("run"), List.of("reset", "raw.xid_settled", "--yes"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--project", project));
            FormerBuild.Answer answer = FormerBuild.once(format, words.toArray(String[]::new));
            assertThat(answer.text()).contains("ALV-5002", "has format 3, this Alluvium knows " + format);
            assertThat(answer.status()).isEqualTo(2);
        }
        assertThat(filesOfTheWarehouse()).isEqualTo(before);
    }

    /**
     * Side by side; each step of ours has to say what that of the former build says.
     *
     * @param steady tables of which as many rows are read whenever it is done
     */
    private void bothRun(Predicate<Table> steady) throws Exception {
        CompletableFuture<JsonNode> theirs =
                CompletableFuture.supplyAsync(() -> former.json("run", "--json", "--project", twin.toString()));
        JsonNode ours = subject.json("run", "--json");
        assertThat(steps(ours, steady)).isEqualTo(steps(theirs.get(), steady));
    }

    private List<String> steps(JsonNode run, Predicate<Table> steady) {
        List<String> counted = source.tables(steady).stream().map(Table::raw).toList();
        return StreamSupport.stream(run.path("steps").spliterator(), false)
                .map(step -> {
                    String table = step.path("table").asText();
                    List<String> fields = new ArrayList<>(
                            List.of("outcome", "rows_inserted", "rows_updated", "rows_deleted", "version"));
                    if (counted.contains(table)) {
                        fields.add("rows_read");
                    }
                    if (table.startsWith("raw." + Kind.RANGES.name().toLowerCase(Locale.ROOT))) {
                        fields.add("detail");
                    }
                    return table + " "
                            + fields.stream()
                                    .map(field -> field + "=" + step.path(field).asText())
                                    .toList();
                })
                .sorted()
                .toList();
    }

    private String answer(String query) {
        subject.succeeds("sql", query, "--format", "csv");
        return subject.screen();
    }

    /** Without the names of the columns. */
    private static List<String> lines(String answer) {
        return answer.lines()
                .filter(line -> !line.isBlank() && !line.equals("t,line"))
                .sorted()
                .toList();
    }

    /** The rows by table, of lines {@code table,"json"} in which quotes are doubled; lines of digests are left out. */
    private static Map<String, List<JsonNode>> rows(List<String> lines) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        Map<String, List<JsonNode>> rows = new TreeMap<>();
        for (String line : lines) {
            int comma = line.indexOf(',');
            String row = line.substring(comma + 1);
            if (row.startsWith("\"{")) {
                String json = row.substring(1, row.length() - 1).replace("\"\"", "\"");
                rows.computeIfAbsent(line.substring(0, comma), table -> new ArrayList<>())
                        .add(mapper.readTree(json));
            }
        }
        return rows;
    }
}
