package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The part of {@code alluvium init} that starts from what a source offers. */
final class SourceInit {
    private static final int MOST_REASONS = 8;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description =
                    "What the project loads: postgres://USER@HOST:PORT/DATABASE, of which only the catalog is read, or a folder"
                            + " of files, local or s3://BUCKET/PREFIX, which are read whole to learn their types.")
    private Optional<String> from = Optional.empty();

    @Mixin
    private LoginOptions login = new LoginOptions();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "With --from: only this schema, spelled as in the catalog; can be repeated.")
    private List<String> schemas = List.of();

    boolean isAsked() {
        if (from.isEmpty() && (login.isAsked() || !schemas.isEmpty())) {
            throw Problem.of(ErrorCode.USAGE, "--password, --ca and --schema say more of a database that --from names")
                    .fixedBy("alluvium init --from postgres://USER@HOST:PORT/DATABASE")
                    .asException();
        }
        return from.isPresent();
    }

    /**
     * Writes the project and says what became of each table.
     *
     * @param directory where relative paths of the command line start
     */
    void write(Path directory, Path folder, String project, Screen screen) {
        NewFiles files = new NewFiles(folder);
        files.refuseProject("alluvium init --from … FOLDER");
        String url = from.orElseThrow();
        Inspection.Inspected source =
                LoginOptions.inspection(url).of(login.address("--from", url, directory, folder, schemas));
        OfferedProject written = new OfferedProject(project, source);
        files.writeProject(written.files(), screen);
        int tables = written.tables();
        screen.say("  wrote  " + RootCommand.PROJECT_FILE + " and curated/: " + tables + " table"
                + (tables == 1 ? "" : "s") + " of " + source.what() + ", a model each");
        refused(written.refused(), screen);
    }

    private static void refused(List<TableOffer.Refused> refused, Screen screen) {
        boolean all = refused.size() <= MOST_REASONS;
        refused.stream()
                .limit(all ? MOST_REASONS : MOST_REASONS - 1)
                .forEach(table -> screen.say("not loaded  " + table.from() + ": " + table.reason()));
        if (!all) {
            screen.say("not loaded  " + (refused.size() - MOST_REASONS + 1) + " more; " + RootCommand.PROJECT_FILE
                    + " says why");
        }
    }
}
