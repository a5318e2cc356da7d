package io.alluvium.secret;

import io.alluvium.domain.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A token by which Amazon RDS knows an IAM identity, valid for one server and user and for fifteen minutes. A connection that
 * was opened with it outlives it.
 *
 * @param clock dates tokens; where none is given, AWS's SDK asks the machine's
 */
public record RdsToken(Place place, Optional<Clock> clock) implements Password {
    /** What a project writes for it. */
    public static final String WORD = "rds-iam";

    public RdsToken {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Secret of(String host, int port, String user) {
        Asked asked = new Asked(WORD, place);
        return asked.ofAws(() -> new Secret(ConnectToken.make(asked, clock, host, port, user)));
    }

    @Override
    public boolean needsTls() {
        return true;
    }

    /** A refused token is followed by another only for another identity. */
    @Override
    public List<Duration> furtherLooks() {
        return List.of();
    }

    @Override
    public String toString() {
        return WORD;
    }
}
