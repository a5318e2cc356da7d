package io.alluvium.source.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {
    private final List<String> closed = new ArrayList<>();
    private final KeptConnections<String> kept = new KeptConnections<>(closed::add);

    @Test
    void whatIsKeptIsTakenOnce() {
        kept.keep("a");

        assertThat(kept.take()).contains("a");
        assertThat(kept.take()).isEmpty();
        assertThat(closed).isEmpty();
    }

    @Test
    void whoNeedsTheBudgetClosesWhatWaits() {
        kept.keep("a");
        kept.closeIdle();
        kept.keep("b");

        assertThat(closed).containsExactly("a");
        assertThat(kept.take()).contains("b");
    }

    @Test
    void afterTheEndNothingIsKept() {
        kept.keep("a");
        kept.close();
        kept.keep("b");

        assertThat(closed).containsExactly("a", "b");
        assertThat(kept.take()).isEmpty();
    }
}
