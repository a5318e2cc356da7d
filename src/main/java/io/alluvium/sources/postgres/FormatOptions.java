package io.alluvium.sources.postgres;

import io.alluvium.config.TimeText;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseSection;
import io.alluvium.source.fault.NamedTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;

/**
 * What {@link PostgresFormat} is told: {@code host}, {@code port} (5432), {@code database}, {@code user},
 * {@code password} as a project's source has it, looked up on the driver, {@code table} as SQL writes it,
 * {@code connections} (4), {@code timeout} and {@code ca} as a project's source has them, {@code holdMinutes} (240; 0
 * without end). All others are refused.
 *
 * @param source the server; its connections are one that holds the snapshot and those of tasks
 * @param hold how long the server keeps the snapshot at most
 */
record FormatOptions(PostgresSpec source, NamedTable table, Duration hold) {
    static final String FORMAT = "alluvium-postgres";

    private static final Place PLACE = new Place("options of " + FORMAT, 0);
    private static final List<String> NAMES = List.of(
            "host", "port", "database", "user", "password", "ca", "table", "connections", "timeout", "holdMinutes");

    FormatOptions {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(hold, "hold");
    }

    /** @throws AlluviumException with all that is wrong */
    static FormatOptions of(Map<String, String> given) {
        return new Reading(given).options();
    }

    /** Logs in, looks at the table and fixes the state that is read, which a session holds. */
    CopyTable open(SparkContext spark) {
        Login login = new Login(source);
        Faults faults = new Faults(source);
        SnapshotSession snapshot;
        try {
            snapshot = SnapshotSession.start(login.open(), source.declared().timeout());
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(Faults.logged(e));
        }
        if (!snapshot.isShareable()) {
            snapshot.close();
            throw faults.ofBusyStandby().asException();
        }
        SnapshotRelease.whenUnused(snapshot, spark);
        try {
            snapshot.holdAtMost(hold);
            Relation relation = snapshot.run(
                    connection -> new Catalog(connection, snapshot.server().searchPath()).relation(table));
            int parts = Math.min(source.connections() - 1, TableSplit.wanted(relation));
            CopyPlan plan = CopyPlan.of(relation, ColumnImages.plain(table, relation), parts);
            snapshot.run(connection -> {
                try (Statement proof = connection.createStatement()) {
                    return proof.execute(plan.where("false").part(0).select());
                }
            });
            return new CopyTable(new CopyRead(table, plan, login, snapshot, faults));
        } catch (SQLException e) {
            snapshot.close();
            throw faults.ofTable(table, e).asException(Faults.logged(e));
        } catch (AlluviumException e) {
            snapshot.close();
            throw e;
        }
    }

    /** Collects what is wrong. */
    private static final class Reading {
        private final Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final List<Problem> problems = new ArrayList<>();

        Reading(Map<String, String> given) {
            this.given.putAll(given);
        }

        FormatOptions options() {
            given.keySet().stream()
                    .filter(name -> NAMES.stream().noneMatch(name::equalsIgnoreCase))
                    .forEach(name ->
                            problems.add(problem(ErrorCode.UNKNOWN_KEY, name, "option " + name + " is not known")
                                    .because("one of " + String.join(", ", NAMES))
                                    .didYouMean(DidYouMean.among(NAMES, name))));
            String host = text("host");
            int port = number("port", 5432, 1, 65535);
            String database = text("database");
            String user = text("user");
            Optional<Password> password = password();
            Optional<Path> ca = Optional.ofNullable(given.get("ca")).flatMap(this::file);
            String table = text("table");
            int connections = number("connections", 4, 2, 1000);
            Duration timeout = timeout();
            int minutes = number("holdMinutes", 240, 0, 35_000);
            if (!problems.isEmpty()) {
                throw new AlluviumException(problems);
            }
            return new FormatOptions(
                    new PostgresSpec(
                            FORMAT,
                            PLACE,
                            host,
                            port,
                            database,
                            user,
                            password,
                            ca,
                            connections,
                            timeout,
                            SchemaChange.STOP,
                            Engine.SPARK,
                            ChosenTables.of(List.of())),
                    new NamedTable(table, PLACE),
                    Duration.ofMinutes(minutes));
        }

        private String text(String name) {
            String value = given.getOrDefault(name, "");
            if (value.isBlank()) {
                problems.add(problem(ErrorCode.MISSING_KEY, name, "option " + name + " is missing"));
            }
            return value;
        }

        private int number(String name, int otherwise, int least, int most) {
            String value = given.get(name);
            if (value == null) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(value.strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below like a number out of range.
            }
            problems.add(problem(
                    ErrorCode.BAD_VALUE,
                    name,
                    "option " + name + " = " + value + " is no number from " + least + " to " + most));
            return otherwise;
        }

        private Duration timeout() {
            String value = given.get("timeout");
            if (value == null) {
                return DatabaseSection.LONG_SILENCE;
            }
            Optional<Duration> time = TimeText.parse(value)
                    .filter(given ->
                            given.compareTo(Duration.ofSeconds(1)) >= 0 && given.compareTo(Duration.ofDays(1)) <= 0);
            if (time.isEmpty()) {
                problems.add(problem(
                                ErrorCode.BAD_VALUE,
                                "timeout",
                                "option timeout = " + value + " is no time from 1 second to 1 day")
                        .because("expected a number and a unit: 90 seconds, 30 minutes, 2 hours"));
            }
            return time.orElse(DatabaseSection.LONG_SILENCE);
        }

        private Optional<Path> file(String value) {
            try {
                return Optional.of(Path.of(value).toAbsolutePath());
            } catch (InvalidPathException e) {
                problems.add(problem(ErrorCode.BAD_VALUE, "ca", "option ca is not a path"));
                return Optional.empty();
            }
        }

        private Optional<Password> password() {
            String value = given.get("password");
            Optional<Password> reference = value == null ? Optional.empty() : Password.parse(value, PLACE);
            if (value != null && reference.isEmpty()) {
                problems.add(problem(
                                ErrorCode.LITERAL_SECRET,
                                "password",
                                "option password must be a reference, not the secret itself")
                        .because("expected " + Password.FORMS)
                        .fixedBy(".option(\"password\", \"env:PGPASSWORD\")"));
            }
            return reference;
        }

        private static Problem problem(ErrorCode code, String name, String message) {
            return Problem.of(code, message).at(PLACE).marking(name);
        }
    }
}
