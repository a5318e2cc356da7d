package io.alluvium.source;

import io.alluvium.domain.Place;
import io.alluvium.secret.Password;
import io.alluvium.secret.RdsToken;
import io.alluvium.secret.SecretReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a source takes for granted wherever it is read, so that a machine elsewhere can be given just that.
 *
 * @param secrets that are looked up there
 * @param logins that are made by who the machine is, without a secret
 * @param folders that are read
 * @param files beside the project's own, such as certificates
 */
public record Needs(List<SecretReference> secrets, List<Login> logins, List<Folder> folders, List<Folder> files) {
    public static final Needs NOTHING = new Needs(List.of(), List.of(), List.of(), List.of());

    /** A user of a database, who is known by a role of AWS's IAM. */
    public record Login(String host, String user, Place place) {}

    /**
     * A folder or a file.
     *
     * @param path absolute on the machine, or a URI
     */
    public record Folder(String path, Place place) {}

    public Needs {
        secrets = List.copyOf(secrets);
        logins = List.copyOf(logins);
        folders = List.copyOf(folders);
        files = List.copyOf(files);
    }

    /** Of a database that a user logs in to. */
    public static Needs database(
            String host,
            String user,
            Optional<Password> password,
            Optional<SecretReference> mask,
            Optional<Path> certificates,
            Place place) {
        List<SecretReference> secrets = new ArrayList<>(mask.stream().toList());
        List<Login> logins = new ArrayList<>();
        password.ifPresent(known -> {
            if (known instanceof SecretReference reference) {
                secrets.add(0, reference);
            } else if (known instanceof RdsToken token) {
                logins.add(new Login(host, user, token.place()));
            }
        });
        return new Needs(
                secrets,
                logins,
                List.of(),
                certificates.map(file -> new Folder(file.toString(), place)).stream()
                        .toList());
    }

    /** Of a folder of files. */
    public static Needs folder(String path, Optional<SecretReference> mask, Place place) {
        return new Needs(mask.stream().toList(), List.of(), List.of(new Folder(path, place)), List.of());
    }

    /** These and those. */
    public Needs and(Needs others) {
        return new Needs(
                both(secrets, others.secrets),
                both(logins, others.logins),
                both(folders, others.folders),
                both(files, others.files));
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }
}
