package io.alluvium.cli;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Inspection;
import io.alluvium.sources.SourceTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a database is logged in to that the command line names and no project declares. */
final class LoginOptions {
    @Option(
            names = "--password",
            paramLabel = "REFERENCE",
            description =
                    "For a database: where to find the password, env:NAME, file:/path, aws-sm:NAME or aws-ssm:NAME, or"
                            + " rds-iam for a token of Amazon RDS; by default env:PGPASSWORD or env:MYSQL_PWD if that is"
                            + " set.")
    private Optional<String> password = Optional.empty();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "For a database: a PEM file with the certificate authorities to trust. A server on another machine"
                            + " must have a certificate that can be verified: by this file or by ~/.postgresql/root.crt. On"
                            + " Amazon RDS use its bundle.")
    private Optional<Path> ca = Optional.empty();

    boolean isAsked() {
        return password.isPresent() || ca.isPresent();
    }

    /** The first one says what an address looks like, where none takes this. */
    static Inspection inspection(String url) {
        List<Inspection> all = SourceTypes.all().list().stream()
                .flatMap(type -> type.inspection().stream())
                .toList();
        return all.stream().filter(one -> one.takes(url)).findFirst().orElseGet(() -> all.get(0));
    }

    /**
     * What is named.
     *
     * @param option that names it
     * @param directory where relative paths of the command line start
     * @param folder where a project will lie
     */
    Inspection.Address address(String option, String url, Path directory, Path folder, List<String> schemas) {
        Inspection inspection = inspection(url);
        Optional<Password> secret = password.<Password>map(text -> reference(text, inspection))
                .or(() -> inspection
                        .passwordVariable()
                        .filter(System.getenv()::containsKey)
                        .map(name -> new SecretReference(SecretReference.Kind.ENV, name, new Place("environment", 0))));
        return new Inspection.Address(
                option,
                url,
                System.getProperty("user.name"),
                secret,
                ca.map(file -> directory.resolve(file).normalize()),
                directory,
                folder,
                schemas);
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
