package io.alluvium.sources.postgres;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why no connection came about that is encrypted and proves the server's identity. */
final class TlsFaults {
    private final Place place;
    private final String host;
    private final int port;
    private final String authorities;

    /** @param authorities the file of certificates that are trusted */
    TlsFaults(Place place, String host, int port, String authorities) {
        this.place = place;
        this.host = host;
        this.port = port;
        this.authorities = authorities;
    }

    /** Empty where the error is about something else, a network that broke in the middle of the handshake included. */
    Optional<Problem> of(SQLException error) {
        if (isAbout(error, SocketException.class)
                || isAbout(error, SocketTimeoutException.class)
                || isAbout(error, EOFException.class)) {
            return Optional.empty();
        }
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (isAbout(error, CertificateExpiredException.class)) {
            return Optional.of(problem("the certificate of the server at " + address() + " has expired")
                    .fixedBy("renew the certificate on the server"));
        }
        if (isAbout(error, CertificateNotYetValidException.class)) {
            return Optional.of(problem("the certificate of the server at " + address() + " is not valid yet")
                    .fixedBy("look at the clocks of the server and of this machine"));
        }
        Optional<Problem> told = told(message);
        if (told.isPresent()) {
            return told;
        }
        if (isAbout(error, CertificateException.class)) {
            return Optional.of(problem(
                            "the certificate of the server at " + address() + " is of no authority that is trusted")
                    .because("trusted are those in " + authorities)
                    .fixedBy("ca = \"/path/to/root.crt\", the certificate of the authority that signed the server's"));
        }
        return isAbout(error, SSLException.class) || message.contains("ssl")
                ? Optional.of(problem("no verified TLS connection to " + address())
                        .fixedBy("see the log for the reason that the TLS library gave"))
                : Optional.empty();
    }

    /** What the driver has no state and no class of its own for. */
    private Optional<Problem> told(String message) {
        if (message.contains("hostname")) {
            return Optional.of(
                    problem("the certificate of the server at " + address() + " is for another name than " + host)
                            .fixedBy("write host as the certificate names the server"));
        }
        if (message.contains("root.crt")) {
            return Optional.of(problem("it is not said which authority vouches for the server at " + address())
                    .fixedBy("ca = \"/path/to/root.crt\", the certificate of the authority that signed the server's"));
        }
        if (message.contains("does not support ssl")) {
            return Optional.of(problem("the server at " + address() + " offers no TLS")
                    .because("any host but this machine needs it, and so does one with ca")
                    .fixedBy("enable TLS on the server: ssl = on, ssl_cert_file, ssl_key_file"));
        }
        return Optional.empty();
    }

    private static boolean isAbout(SQLException error, Class<? extends Throwable> type) {
        return Faults.cause(error, type).isPresent();
    }

    private Problem problem(String message) {
        return Problem.of(ErrorCode.SOURCE_NOT_ENCRYPTED, message)
                .at(place)
                .marking("host")
                .because("any host but this machine needs TLS that proves who the server is");
    }

    private String address() {
        return host + ":" + port;
    }
}
