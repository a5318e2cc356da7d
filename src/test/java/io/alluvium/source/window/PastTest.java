package io.alluvium.source.window;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.source.survey.ToyTable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastTest {
    private static Past of(Optional<Window> last, Optional<Window> pending) {
        return new Past(Optional.empty(), last, pending, Optional.empty());
    }

    private static Optional<Window> at(String server) {
        return Optional.of(new SnapshotWindow("s", server));
    }

    @Test
    void theServerOfABatchThatIsPendingCountsBeforeThatOfTheLast() {
        assertThatCode(() -> of(at("a"), at("b")).requireServer(ToyTable.SPEC, "db", "b"))
                .doesNotThrowAnyException();
        assertThatCode(() -> of(at("a"), Optional.empty()).requireServer(ToyTable.SPEC, "db", "a"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Past.NOTHING.requireServer(ToyTable.SPEC, "db", "a"))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherServerAtTheSameAddressIsRefused() {
        assertThatThrownBy(() -> of(at("a"), Optional.empty()).requireServer(ToyTable.SPEC, "db", "b"))
                .hasMessageContaining("db is not the server that raw.orders was read from");
    }
}
