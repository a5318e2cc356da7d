package io.alluvium.plan;

import io.alluvium.domain.TableName;
import io.alluvium.source.Look;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** What a reset does to one raw table. */
public sealed interface PlannedReset {
    TableName table();

    /** One method a case. */
    interface Cases<R> {
        R removal(Removal reset);

        R notLoaded(NotLoaded reset);

        R undone(Undone reset);
    }

    <R> R match(Cases<R> cases);

    /**
     * The table ends where it lies; the next run loads it anew, into another place.
     *
     * @param tableId the Delta table that ends
     * @param place where it lies, and stays
     * @param newPlace where the next run loads it
     * @param next what the next run reads
     * @param readers models that are computed from it, directly or through others
     */
    record Removal(
            TableName table,
            String tableId,
            Content content,
            String place,
            String newPlace,
            Look.Changed next,
            List<TableName> readers)
            implements PlannedReset {
        public Removal {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(tableId, "tableId");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(newPlace, "newPlace");
            Objects.requireNonNull(next, "next");
            readers = List.copyOf(readers);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.removal(this);
        }
    }

    /** There is no such table yet, or not any more; the next run loads it as it is. */
    record NotLoaded(TableName table) implements PlannedReset {
        public NotLoaded {
            Objects.requireNonNull(table, "table");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.notLoaded(this);
        }
    }

    /** The last reset is taken back: the table is the one that it was, in its old place. */
    record Undone(TableName table, String place) implements PlannedReset {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.undone(this);
        }
    }

    /**
     * What the table holds.
     *
     * @param rows absent where its log does not say
     * @param bytes of its data files
     * @param goneFiles how many of the files that it was loaded from the source does not offer any more
     */
    record Content(OptionalLong rows, long bytes, long batches, long goneFiles) {
        public Content {
            Objects.requireNonNull(rows, "rows");
        }
    }
}
