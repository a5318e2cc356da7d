package io.alluvium.source.fault;

import io.alluvium.failure.Causes;
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
    private final Address address;
    private final String authorities;
    private final ErrorMeanings meanings;

    TlsFaults(Address address, String authorities, ErrorMeanings meanings) {
        this.address = address;
        this.authorities = authorities;
        this.meanings = meanings;
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
            return Optional.of(problem("the certificate of the server at " + address.server() + " has expired")
                    .fixedBy("renew the certificate on the server"));
        }
        if (isAbout(error, CertificateNotYetValidException.class)) {
            return Optional.of(problem("the certificate of the server at " + address.server() + " is not valid yet")
                    .fixedBy("look at the clocks of the server and of this machine"));
        }
        Optional<Problem> told = meanings.encryption(message).map(this::told);
        if (told.isPresent()) {
            return told;
        }
        if (isAbout(error, CertificateException.class)) {
            return Optional.of(problem("the certificate of the server at " + address.server()
                            + " is of no authority that is trusted")
                    .because("trusted are those in " + authorities)
                    .fixedBy("ca = \"/path/to/root.crt\", the certificate of the authority that signed the server's"));
        }
        return isAbout(error, SSLException.class) || message.contains("ssl")
                ? Optional.of(problem("no verified TLS connection to " + address.server())
                        .fixedBy("see the log for the reason that the TLS library gave"))
                : Optional.empty();
    }

    /** What drivers have no state and no class of their own for. */
    private Problem told(ErrorMeanings.Encryption meaning) {
        return switch (meaning) {
            case OTHER_HOST ->
                problem("the certificate of the server at " + address.server() + " is for another name than "
                                + address.host())
                        .fixedBy("write host as the certificate names the server");
            case NO_AUTHORITY ->
                problem("it is not said which authority vouches for the server at " + address.server())
                        .fixedBy(
                                "ca = \"/path/to/root.crt\", the certificate of the authority that signed the server's");
            case NOT_OFFERED ->
                problem("the server at " + address.server() + " offers no TLS")
                        .because("any host but this machine needs it, and so does one with ca")
                        .fixedBy("enable TLS on the server: " + meanings.enablesTls());
        };
    }

    private static boolean isAbout(SQLException error, Class<? extends Throwable> type) {
        return Causes.has(error, type);
    }

    private Problem problem(String message) {
        return Problem.of(ErrorCode.SOURCE_NOT_ENCRYPTED, message)
                .at(address.place())
                .marking("host")
                .because("any host but this machine needs TLS that proves who the server is");
    }
}
