package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import io.alluvium.extract.Extracted;
import io.alluvium.extract.Known;

/**
 * A window as conditions in SQL.
 *
 * @param condition the rows to read
 * @param nextCondition the rows that the next window would hold; they are among those to read
 * @param wholeTable whether every row is read
 */
record Bounds(String condition, String nextCondition, boolean wholeTable) {

    static Bounds of(PostgresTable table, TableView view, Window window) {
        return window.match(new Window.Cases<Bounds>() {
            @Override
            public Bounds cursor(Window.Cursor cursor) {
                CursorColumn column = view.cursor().orElseThrow(() -> otherKind(table));
                return new Bounds(
                        column.condition(table, cursor.lower()),
                        column.condition(table, cursor.nextLower().or(cursor::lower)),
                        cursor.lower().isEmpty());
            }

            @Override
            public Bounds snapshot(Window.Snapshot snapshot) {
                if (view.cursor().isPresent()) {
                    throw otherKind(table);
                }
                return new Bounds("true", "true", true);
            }

            @Override
            public Bounds files(Window.Files files) {
                throw otherKind(table);
            }
        });
    }

    private static IllegalArgumentException otherKind(PostgresTable table) {
        return new IllegalArgumentException("the window is not of mode " + table.mode() + ": " + table.name());
    }

    Extracted.Overlap overlap(Known known, boolean byCursor) {
        if (!byCursor) {
            return Extracted.Overlap.WHOLE_CONTENT;
        }
        return known.committed().isEmpty() ? Extracted.Overlap.NONE : Extracted.Overlap.BY_SOURCE_VERSION;
    }
}
