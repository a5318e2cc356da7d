package io.alluvium.source.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookAheadTest {
    private final List<List<Integer>> asked = new ArrayList<>();
    private final LookAhead<Integer, String> tables =
            new LookAhead<>(IntStream.range(0, 250).boxed().toList(), this::even);

    private Map<Integer, String> even(List<Integer> names) {
        asked.add(names);
        return names.stream().filter(name -> name % 2 == 0).collect(Collectors.toMap(name -> name, name -> "t" + name));
    }

    @Test
    void manyTablesAreLookedUpAtOnceAndEachOnce() throws SQLException {
        for (int name = 0; name < 250; name++) {
            assertThat(tables.of(name).isPresent()).isEqualTo(name % 2 == 0);
        }
        assertThat(tables.of(100)).contains("t100");

        assertThat(asked).extracting(List::size).containsExactly(100, 100, 50);
    }

    @Test
    void aTableThatNobodyExpectedIsLookedUpToo() throws SQLException {
        assertThat(tables.of(1_000)).contains("t1000");
        assertThat(tables.of(200)).contains("t200");

        assertThat(asked.get(0)).startsWith(1_000).hasSize(101);
        assertThat(asked.get(1)).startsWith(200).hasSize(50);
    }
}
