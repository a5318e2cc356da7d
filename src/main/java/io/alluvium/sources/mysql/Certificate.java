package io.alluvium.sources.mysql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.source.database.DeclaredDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * By which this client proves who it is.
 *
 * @param file of form PKCS 12, with its key
 * @param password of the file
 */
record Certificate(Path file, Optional<Password> password) {
    Certificate {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(password, "password");
    }

    /** @throws io.alluvium.failure.AlluviumException BAD_VALUE where the file cannot be read */
    void into(Properties properties, DeclaredDatabase source) {
        if (!Files.isReadable(file)) {
            throw Problem.of(ErrorCode.BAD_VALUE, "certificate = " + file + " cannot be read")
                    .at(source.place())
                    .marking("certificate")
                    .fixedBy("openssl pkcs12 -export -in client.crt -inkey client.key -out client.p12")
                    .asException();
        }
        properties.setProperty("keyStore", file.toString());
        properties.setProperty("keyStoreType", "PKCS12");
        properties.setProperty(
                "keyStorePassword",
                password.map(given -> given.of(source.host(), source.port(), source.user())
                                .reveal())
                        .orElse(""));
    }
}
