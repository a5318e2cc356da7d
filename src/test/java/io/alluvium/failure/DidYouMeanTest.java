package io.alluvium.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
    private static final List<String> WORDS = List.of("warehouse", "run", "sources", "vars", "port");

    @Test
    void aNearWordIsFound() {
        assertThat(DidYouMean.among(WORDS, "warehose")).contains("warehouse");
        assertThat(DidYouMean.among(WORDS, "prot")).contains("port");
        assertThat(DidYouMean.among(WORDS, "RUN")).contains("run");
        assertThat(DidYouMean.among(WORDS, "source")).contains("sources");
    }

    @Test
    void aFarWordIsNotGuessed() {
        assertThat(DidYouMean.among(WORDS, "engine")).isEmpty();
        assertThat(DidYouMean.among(WORDS, "x")).isEmpty();
        assertThat(DidYouMean.among(List.of(), "run")).isEmpty();
    }

    @Test
    void theNearestWins() {
        assertThat(DidYouMean.among(List.of("orders_old", "order"), "orders")).contains("order");
    }

    @Test
    void namesThatPeopleGaveMayBeThreeEditsAway() {
        assertThat(DidYouMean.amongNames(List.of("updated_at", "id"), "updated"))
                .contains("updated_at");
        assertThat(DidYouMean.amongNames(List.of("ID", "name"), "di")).contains("ID");
        assertThat(DidYouMean.amongNames(List.of("updated_at", "id"), "changed"))
                .isEmpty();
        assertThat(DidYouMean.amongNames(List.of("a"), "b")).isEmpty();
        assertThat(DidYouMean.amongNames(List.of("a"), "")).isEmpty();
    }
}
