package io.alluvium.source.fault;

import io.alluvium.domain.Place;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database as a project names it, for errors on whichever machine they come up.
 *
 * @param source by its name in the project
 * @param timeout the longest silence of the server
 * @param passwordPlace where the project says which password it is; null where it says nothing of one
 */
public record Address(
        String source,
        Place place,
        String host,
        int port,
        String database,
        String user,
        Duration timeout,
        @Nullable Place passwordPlace)
        implements Serializable {

    /** Host and port, for people. */
    public String server() {
        return host + ":" + port;
    }

    Optional<Place> password() {
        return Optional.ofNullable(passwordPlace);
    }

    /** The timeout for people. */
    String patience() {
        return words(timeout);
    }

    /** A time for people. */
    public static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
