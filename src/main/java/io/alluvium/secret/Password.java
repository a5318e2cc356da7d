package io.alluvium.secret;

import io.alluvium.domain.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a user proves to a database who it is: by a secret that lies somewhere, or by a token made for one connection. */
public sealed interface Password permits SecretReference, RdsToken {

    /** Its forms, for messages. */
    String FORMS = SecretReference.FORMS.replace(" or ", ", ") + " or \"" + RdsToken.WORD + "\"";

    /** Empty where the text is neither; it may then be a password itself. */
    static Optional<Password> parse(String text, Place place) {
        return text.equals(RdsToken.WORD)
                ? Optional.of(new RdsToken(place, Optional.empty()))
                : SecretReference.parse(text, place).map(reference -> reference);
    }

    /** The line that names it. */
    Place place();

    /**
     * What proves this user to this server, as it is now. Ask again for each connection.
     *
     * @throws io.alluvium.failure.AlluviumException where it cannot be had
     */
    Secret of(String host, int port, String user);

    /** Whether it may be given only to a server that has proved who it is. */
    boolean needsTls();

    /**
     * How long to wait before each further look, where the server has refused it: it may be changing. Empty where no other
     * answer can come.
     */
    List<Duration> furtherLooks();
}
