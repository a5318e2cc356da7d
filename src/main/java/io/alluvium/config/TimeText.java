package io.alluvium.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Optional;

/** A time as a configuration writes it: a number and a unit, {@code 90 seconds}, {@code 2 hours}, {@code 7d}. */
public final class TimeText {
    private TimeText() {}

    /** Empty for anything else, a number without a unit and a time that is not above zero included. */
    public static Optional<Duration> parse(String text) {
        // HOCON would take a bare number for milliseconds, which nobody expects.
        if (!text.matches(".*[a-z]\\s*")) {
            return Optional.empty();
        }
        try {
            Duration time = ConfigValueFactory.fromAnyRef(text).atKey("v").getDuration("v");
            return Optional.of(time).filter(given -> given.compareTo(Duration.ZERO) > 0);
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }
}
