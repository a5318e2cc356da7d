package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.KeyIntervals.Interval;
import io.alluvium.journal.Position;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Meaning;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WindowJsonTest {
    private static Optional<Subject> about(String column) {
        return Optional.of(new Subject("\"public\".\"t\"", 4_000_000_000L, Optional.of(column)));
    }

    private static SnapshotWindow.Part part() {
        KeyIntervals keys = new KeyIntervals(
                "id",
                List.of(
                        new Interval(Optional.empty(), Optional.of("ä \"b")),
                        new Interval(Optional.of("ö"), Optional.empty())));
        return new SnapshotWindow.Part(about("id").orElseThrow(), keys, 3, 64);
    }

    private static Meaning meaning() {
        return new Meaning(
                Map.of("id", 1, "a \"b\"", 7),
                9,
                "abcdef",
                Map.of(600L, new Meaning.Mark(612, "12ab"), -3L, new Meaning.Mark(Long.MAX_VALUE, "34cd")),
                Map.of(7L, 4_000_000_000L));
    }

    @Test
    void everyWindowComesBackFromItsPosition() {
        Subject parts = new Subject(
                "t", 9, Optional.empty(), List.of(7L, 12L), List.of(12L), Optional.of("-81"), Optional.of(meaning()));
        IdentifierWindow.Bound bound = new IdentifierWindow.Bound(OptionalLong.empty(), 5);
        IdentifierWindow.Drawn first =
                new IdentifierWindow.Drawn(0, OptionalLong.empty(), Instant.ofEpochSecond(1, 123_456_000));
        IdentifierWindow.Drawn later =
                new IdentifierWindow.Drawn(120, OptionalLong.of(16_402), Instant.ofEpochSecond(2));
        List<Window> windows = List.of(
                new CursorWindow(Optional.empty(), Optional.of("2026-01-01"), about("changed"), "s", "i"),
                new CursorWindow(Optional.of("2026-01-01"), Optional.empty(), about("changed"), "s", "i"),
                new TransactionWindow(OptionalLong.empty(), 7L << 40, Optional.empty(), "s", "i"),
                new TransactionWindow(OptionalLong.of(12), 13, Optional.of(parts), "s", "i"),
                new IdentifierWindow(Optional.empty(), bound, first, about("id"), "s", "i"),
                new IdentifierWindow(
                        Optional.of(bound),
                        new IdentifierWindow.Bound(OptionalLong.of(100), 6),
                        later,
                        about("id"),
                        "s",
                        "i"),
                new SnapshotWindow("s", "i"),
                new SnapshotWindow("s", "i", Optional.of(part()), Optional.empty()),
                new SnapshotWindow("s", "i", Optional.empty(), Optional.of(meaning())),
                new ReplaceWindow(about("id").orElseThrow(), "s", "i"),
                new ReplaceWindow(parts, "s", "i"));

        assertThat(windows)
                .allSatisfy(window -> assertThat(WindowJson.window(WindowJson.position(window)))
                        .isEqualTo(window));
    }

    @Test
    void positionsOfOthersAndOfLaterVersionsAreNotRead() {
        Position position = WindowJson.position(new SnapshotWindow("s", "i"));

        assertThatThrownBy(() -> WindowJson.window(new Position("files", 1, position.json())))
                .hasMessage("not a window of PostgreSQL that is known here: position of files 1");
        assertThatThrownBy(() -> WindowJson.window(new Position("postgres", 2, position.json())))
                .hasMessage("not a window of PostgreSQL that is known here: position of postgres 2");
    }

    /** Journals are read for ever: these are the texts that they hold. */
    @Test
    void theFieldsInJournalsStayWhatTheyAre() {
        String about = "\"about\":{\"column\":\"id\",\"id\":4000000000,\"table\":\"\\\"public\\\".\\\"t\\\"\"}";

        assertThat(json(new CursorWindow(Optional.of("2026-01-01"), Optional.of("2026-01-02"), about("id"), "s", "i")))
                .isEqualTo("{" + about
                        + ",\"kind\":\"cursor\",\"lower\":\"2026-01-01\",\"next_lower\":\"2026-01-02\","
                        + "\"snapshot\":\"s\",\"source\":\"i\"}");
        assertThat(json(new TransactionWindow(OptionalLong.of(12), 13, Optional.empty(), "s", "i")))
                .isEqualTo(
                        "{\"kind\":\"transactions\",\"lower\":12,\"next_lower\":13,\"snapshot\":\"s\",\"source\":\"i\"}");
        assertThat(json(new IdentifierWindow(
                        Optional.of(new IdentifierWindow.Bound(OptionalLong.empty(), 5)),
                        new IdentifierWindow.Bound(OptionalLong.of(100), 6),
                        new IdentifierWindow.Drawn(120, OptionalLong.of(16_402), Instant.ofEpochSecond(2)),
                        about("id"),
                        "s",
                        "i")))
                .isEqualTo("{" + about
                        + ",\"drawn\":120,\"drawn_at\":\"1970-01-01T00:00:02Z\",\"generation\":16402,"
                        + "\"kind\":\"identifiers\",\"lower\":{\"transaction\":5},"
                        + "\"next\":{\"identifier\":100,\"transaction\":6},\"snapshot\":\"s\",\"source\":\"i\"}");
        assertThat(json(new ReplaceWindow(about("id").orElseThrow(), "s", "i")))
                .isEqualTo("{" + about + ",\"kind\":\"replace\",\"snapshot\":\"s\",\"source\":\"i\"}");
        assertThat(json(new SnapshotWindow("s", "i", Optional.of(part()), Optional.empty())))
                .isEqualTo("{" + about
                        + ",\"kind\":\"snapshot\",\"part\":{\"column\":\"id\",\"intervals\":[{\"before\":\"ä \\\"b\"},"
                        + "{\"from\":\"ö\"}],\"of\":64,\"ranges\":3},\"snapshot\":\"s\",\"source\":\"i\"}");
        assertThat(json(new SnapshotWindow("s", "i", Optional.empty(), Optional.of(meaning()))))
                .isEqualTo("{\"kind\":\"snapshot\",\"meaning\":{\"columns\":{\"a \\\"b\\\"\":7,\"id\":1},"
                        + "\"definitions\":\"abcdef\",\"files\":{\"7\":4000000000},\"highest\":9,"
                        + "\"types\":{\"-3\":{\"digest\":\"34cd\"},\"600\":{\"digest\":\"12ab\",\"up_to\":612}}},"
                        + "\"snapshot\":\"s\",\"source\":\"i\"}");
    }

    private static String json(Window window) {
        return WindowJson.position(window).json();
    }
}
