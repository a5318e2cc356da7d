package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void durationsGetCoarserAsTheyGrow() {
        assertThat(Figures.exact(Duration.ofMillis(1949))).isEqualTo("1.9 s");
        assertThat(Figures.exact(Duration.ofMillis(61_000))).isEqualTo("1 min 1 s");
        assertThat(Figures.rough(Duration.ofMillis(120))).isEqualTo("0.1 s");
        assertThat(Figures.rough(Duration.ofMillis(960))).isEqualTo("1 s");
        assertThat(Figures.rough(Duration.ofMillis(59_600))).isEqualTo("1 min");
        assertThat(Figures.rough(Duration.ofMinutes(80))).isEqualTo("1 h 20 min");
    }

    @Test
    void countsSayOneRowAndManyRows() {
        assertThat(Figures.count(1, "row")).isEqualTo("1 row");
        assertThat(Figures.count(8412, "row")).isEqualTo("8,412 rows");
    }

    @Test
    void timesAreUtcWithoutFractions() {
        assertThat(Figures.time(Instant.parse("2026-11-03T00:00:07.123Z"))).isEqualTo("2026-11-03T00:00:07Z");
    }

    @Test
    void sizesStandInTheUnitThatSuitsThem() {
        assertThat(Figures.bytes(1023)).isEqualTo("1023 B");
        assertThat(Figures.bytes(1024)).isEqualTo("1.0 KB");
        assertThat(Figures.bytes(1_258_291)).isEqualTo("1.2 MB");
        assertThat(Figures.bytes(5L << 40)).isEqualTo("5.0 TB");
    }
}
