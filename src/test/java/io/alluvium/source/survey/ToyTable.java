package io.alluvium.source.survey;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Position;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Capabilities.Finding;
import io.alluvium.source.TableSpec;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Guarantee;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import io.alluvium.source.window.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A table of a database that is no PostgreSQL: it counts as it is told, and keeps what it was asked. */
public final class ToyTable implements SurveyedTable {
    static final Windows WINDOWS = new Windows("toy", 1, "a toy", List.of(CursorWindow.FORM, SnapshotWindow.FORM));
    public static final TableSpec SPEC = new Spec();

    final List<String> asked = new ArrayList<>();
    private final ReadMode mode;
    WindowFacts facts = new WindowFacts(3, Optional.of("3.abc"), "1.de", 0);
    boolean duplicates;
    boolean watched;
    long bytes = 8192;

    @Nullable Makeup makeup;

    ToyTable(ReadMode mode) {
        this.mode = mode;
    }

    /** A table of a key, and of a cursor. */
    private record Spec() implements TableSpec {
        @Override
        public TableName name() {
            return new TableName(Layer.RAW, "orders");
        }

        @Override
        public Place place() {
            return new Place("alluvium.conf", 3);
        }

        @Override
        public List<String> key() {
            return List.of("id");
        }

        @Override
        public List<String> sequence() {
            return List.of("changed");
        }

        @Override
        public Optional<String> origin() {
            return Optional.of("`shop`.`orders`");
        }

        @Override
        public Capabilities can() {
            return new Capabilities(
                    "cursor", Finding.CONDITIONAL, Finding.CONDITIONAL, Finding.NEVER, true, false, false, true);
        }
    }

    @Override
    public TableSpec spec() {
        return SPEC;
    }

    @Override
    public ReadMode mode() {
        return mode;
    }

    @Override
    public Subject subject() {
        return new Subject("`shop`.`orders`", 7, Optional.empty());
    }

    @Override
    public OptionalLong rowEstimate() {
        return OptionalLong.of(1_000);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Optional<Makeup> makeup() {
        return Optional.ofNullable(makeup);
    }

    @Override
    public Fingerprint fingerprint() {
        return new Fingerprint("server a", 7, Fingerprint.shape(List.of("1|id|bigint")));
    }

    @Override
    public Guarantee guarantee() {
        return new Guarantee(
                mode.guarantee(),
                mode.isVersioned(),
                Optional.empty(),
                false,
                false,
                false,
                false,
                false,
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Override
    public boolean isKeyUniqueByIndex() {
        return false;
    }

    @Override
    public boolean isKeyWatched() {
        return watched;
    }

    @Override
    public boolean hasDuplicateKey(RowCondition rows, boolean anywhere) {
        asked.add("duplicates " + (anywhere ? "anywhere of those " : "") + "where " + rows.sql());
        return duplicates;
    }

    @Override
    public WindowFacts facts(Bounds bounds, boolean fingerprint) {
        asked.add(
                (fingerprint ? "hashes" : "counts") + " where " + bounds.rows().sql());
        return facts;
    }

    @Override
    public Optional<ByRanges> ranges() {
        return Optional.empty();
    }

    @Override
    public Position position(Window window) {
        return WINDOWS.position(window);
    }
}
