package io.alluvium.cli;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import io.alluvium.sources.SourceTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Option(
            names = "--password",
            paramLabel = "REFERENCE",
            description =
                    "With --from: where to find the password, env:NAME, file:/path, aws-sm:NAME or aws-ssm:NAME, or"
                            + " rds-iam for a token of Amazon RDS; by default env:PGPASSWORD if that is set.")
    private Optional<String> password = Optional.empty();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "With --from: a PEM file with the certificate authorities to trust. A server on another machine"
                            + " must have a certificate that can be verified: by this file or by ~/.postgresql/root.crt. On"
                            + " Amazon RDS use its bundle.")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "With --from: only this schema, spelled as in the catalog; can be repeated.")
    private List<String> schemas = List.of();

    boolean isAsked() {
        if (from.isEmpty() && (password.isPresent() || ca.isPresent() || !schemas.isEmpty())) {
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
        if (Files.exists(folder.resolve(RootCommand.PROJECT_FILE))) {
            throw Problem.of(
                            ErrorCode.USAGE,
                            "there is a " + RootCommand.PROJECT_FILE + " in " + folder + "; nothing was written")
                    .fixedBy("name a new folder: alluvium init --from … FOLDER")
                    .asException();
        }
        Optional<Path> authorities = ca.map(file -> directory.resolve(file).normalize());
        Inspection.Inspected source = inspected(System.getenv(), authorities, directory, folder);
        OfferedProject written = new OfferedProject(project, source);
        NewFiles files = new NewFiles(folder);
        written.files().forEach((name, text) -> {
            if (!files.write(name, text)) {
                screen.say("   kept  " + name);
            }
        });
        files.write(".gitignore", NewFiles.starter(".gitignore"));
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

    private Inspection.Inspected inspected(
            Map<String, String> environment, Optional<Path> authorities, Path directory, Path folder) {
        String url = from.orElseThrow();
        Inspection inspection = inspection(url);
        Optional<Password> secret = password.<Password>map(text -> reference(text, inspection))
                .or(() -> inspection
                        .passwordVariable()
                        .filter(environment::containsKey)
                        .map(name -> new SecretReference(SecretReference.Kind.ENV, name, new Place("environment", 0))));
        return inspection.of(new Inspection.Address(
                url, System.getProperty("user.name"), secret, authorities, directory, folder, schemas));
    }

    /** The first one says what an address looks like, where none takes this. */
    private static Inspection inspection(String url) {
        List<Inspection> all = SourceTypes.all().list().stream()
                .flatMap(type -> type.inspection().stream())
                .toList();
        return all.stream().filter(one -> one.takes(url)).findFirst().orElseGet(() -> all.get(0));
    }

    /** What was written instead is not shown: it may be the password. */
    private static Password reference(String text, Inspection inspection) {
        return Password.parse(text, new Place("--password", 0))
                .orElseThrow(() -> Problem.of(
                                ErrorCode.LITERAL_SECRET, "--password must be a reference, not the secret itself")
                        .because("expected " + Password.FORMS)
                        .fixedBy("--password env:"
                                + inspection.passwordVariable().orElse("PASSWORD"))
                        .asException());
    }
}
