package io.alluvium.sources.postgres;

import io.alluvium.journal.Position;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Window;
import io.alluvium.source.window.Windows;
import java.util.List;

/** The windows that tables of PostgreSQL are read by, as positions. */
final class WindowJson {
    static final Windows WINDOWS = new Windows(
            PostgresType.WORD,
            1,
            "PostgreSQL",
            List.of(
                    CursorWindow.FORM,
                    TransactionWindow.FORM,
                    IdentifierWindow.FORM,
                    SnapshotWindow.FORM,
                    ReplaceWindow.FORM));

    private WindowJson() {}

    static Position position(Window window) {
        return WINDOWS.position(window);
    }

    /** @throws IllegalArgumentException for what no build up to this one has written */
    static Window window(Position position) {
        return WINDOWS.window(position);
    }
}
