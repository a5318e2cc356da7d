package io.alluvium.cli;

import io.alluvium.audit.Audit;
import io.alluvium.audit.AuditOptions;
import io.alluvium.audit.AuditResult;
import io.alluvium.audit.AuditTarget;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.AuditJson;
import io.alluvium.report.AuditText;
import io.alluvium.report.ExitStatus;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.Inspection;
import io.alluvium.source.LandedTable;
import io.alluvium.storage.S3Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alluvium audit}. */
@Command(
        name = "audit",
        description =
                "Compares a Delta table or Parquet files that another tool loaded with the database that they are from: rows"
                        + " that are missing, stale, extra or twice, with their keys. Needs no project and writes nothing."
                        + " Exit status 1 where something differs.")
final class AuditCommand implements Callable<Integer> {
    @Option(
            names = "--source",
            required = true,
            paramLabel = "ADDRESS",
            description = "The database: postgres://USER@HOST:PORT/DATABASE or mysql://USER@HOST:PORT/DATABASE.")
    private String source = "";

    @Option(
            names = "--table",
            required = true,
            paramLabel = "NAME",
            description = "The table in it, as its SQL writes it, for example public.orders.")
    private String table = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "FOLDER",
            description =
                    "Where the loaded table lies, a folder or s3a://BUCKET/PREFIX: that of a Delta table or of Parquet files.")
    private String target = "";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Of a bucket that --target names: the store, where it is not AWS's own.")
    private Optional<String> endpoint = Optional.empty();

    @Option(names = "--region", paramLabel = "NAME", description = "Of a bucket that --target names: its region.")
    private Optional<String> region = Optional.empty();

    @Option(
            names = "--path-style",
            description = "Of a bucket that --target names: requests name it in their path and not in the host.")
    private boolean pathStyle;

    @Mixin
    private LoginOptions login = new LoginOptions();

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            split = ",",
            description = "A column that identifies a row; can be repeated. By default the source's primary key.")
    private List<String> key = List.of();

    @Option(
            names = "--columns",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "Compares only this column, beside the key; can be repeated. JSON and other texts that databases"
                            + " make of values are compared only so.")
    private List<String> columns = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "COLUMN",
            split = ",",
            description = "Does not compare this column; can be repeated.")
    private List<String> excluded = List.of();

    @Option(
            names = "--log",
            description =
                    "The target keeps versions of rows: of each key the last one is compared, by the columns with which the"
                            + " tool orders them.")
    private boolean log;

    @Option(
            names = "--latest-by",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "As --log, by this column of the target, whose greatest value is the last version; can be repeated.")
    private List<String> latestBy = List.of();

    @Option(
            names = "--changed-before",
            paramLabel = "TIME",
            description =
                    "With --cursor: leaves out rows of the source that were written at this time or later, for example the"
                            + " start of the load, 2026-11-27T03:00:00Z.")
    private Optional<String> changedBefore = Optional.empty();

    @Option(
            names = "--cursor",
            paramLabel = "COLUMN",
            description = "With --changed-before: the column with the time of a row's last change.")
    private Optional<String> cursor = Optional.empty();

    @Option(
            names = "--by-column",
            description =
                    "Where rows are stale, says in how many of them each column differs; compares once more for each column.")
    private boolean byColumn;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many keys of each kind of difference are told; 10 by default.")
    private int keys;

    private final RootCommand root;

    AuditCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        AuditOptions options = options();
        root.startLog();
        try {
            return show(screen, audited(options));
        } catch (AlluviumException e) {
            if (ExitStatus.ofProblems(e.problems()) != ExitStatus.FAILED) {
                throw e;
            }
            return refused(screen, e);
        }
    }

    private AuditResult audited(AuditOptions options) {
        Path directory = root.surroundings().directory();
        LandedTable landed = AuditTarget.open(target, directory, bucket());
        Inspection.Address address = login.address("--source", source, directory, directory, List.of());
        AuditedTable audited = LoginOptions.inspection(source)
                .audited(address, table)
                .orElseThrow(() -> Problem.of(ErrorCode.USAGE, "--source names no database")
                        .fixedBy("--source postgres://USER@HOST:PORT/DATABASE or mysql://USER@HOST:PORT/DATABASE")
                        .asException());
        return new Audit(audited, landed, options).run();
    }

    private Optional<S3Settings> bucket() {
        return endpoint.isPresent() || region.isPresent() || pathStyle
                ? Optional.of(new S3Settings(endpoint, region, pathStyle, Optional.empty()))
                : Optional.empty();
    }

    private int show(Screen screen, AuditResult result) {
        ExitStatus exit = result.isEqual() ? ExitStatus.OK : ExitStatus.FAILED;
        if (screen.json()) {
            screen.document(AuditJson.write(result, exit));
        } else {
            AuditText text = screen.auditText();
            text.lines(result).forEach(screen::answer);
            screen.answer(text.summary(result, exit));
        }
        root.dropLog();
        return exit.code();
    }

    /** Who asks by the exit status must be able to tell differences from a table that cannot be compared. */
    private int refused(Screen screen, AlluviumException refusal) {
        if (refusal.getCause() != null) {
            root.keepLog();
            LoggerFactory.getLogger(AuditCommand.class)
                    .error(refusal.problems().get(0).code().code(), refusal);
        }
        screen.complain(screen.errorText().errors(refusal.problems(), Optional.empty()));
        if (screen.json()) {
            screen.document(AnswerJson.problems(refusal.problems(), ExitStatus.REFUSED));
        }
        return ExitStatus.REFUSED.code();
    }

    private AuditOptions options() {
        if (changedBefore.isPresent() != cursor.isPresent()) {
            throw Problem.of(ErrorCode.USAGE, "--changed-before and --cursor go together")
                    .fixedBy("--changed-before 2026-11-27T03:00:00Z --cursor updated_at")
                    .asException();
        }
        if (keys < 0) {
            throw Problem.of(ErrorCode.USAGE, "--keys " + keys + " is less than none")
                    .asException();
        }
        return new AuditOptions(
                key,
                columns,
                excluded,
                log,
                latestBy,
                changedBefore.map(time -> new AuditedTable.Before(cursor.orElseThrow(), moment(time))),
                byColumn,
                keys);
    }

    private static Instant moment(String written) {
        try {
            return written.length() == "2026-11-27".length()
                    ? LocalDate.parse(written).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(written.replace(' ', 'T')).toInstant();
        } catch (DateTimeException e) {
            throw Problem.of(ErrorCode.USAGE, "--changed-before " + written + " is no time")
                    .fixedBy("a day, or a time with its zone: 2026-11-27T03:00:00Z, 2026-11-27T04:00:00+01:00")
                    .asException(e);
        }
    }
}
