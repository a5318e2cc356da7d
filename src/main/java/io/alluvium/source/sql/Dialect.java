package io.alluvium.source.sql;

import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.Window;
import java.util.List;

/** How a database writes names and values. The row of a table that is read is always called {@code t}. */
public interface Dialect {

    /** A name, quoted whatever it is. */
    String quoted(String name);

    /** A column of the row. */
    default String column(String name) {
        return "t." + quoted(name);
    }

    /** A text constant, whose type is that of what it is compared with. */
    String text(String value);

    /**
     * A constant of a cursor's type.
     *
     * @param text in the form that {@link CursorColumn} gives bounds
     */
    String moment(CursorColumn.Form form, String text);

    /**
     * The rows that lie in some of the tables that one consists of.
     *
     * @param tables the source's numbers of them
     * @return a condition that stands alone
     */
    String among(List<Long> tables);

    /** Whether the database gives each row a number that differs for any two versions of it. */
    boolean versionsRows();

    /** Bounds with all rows of the parts that a window has added, see {@link io.alluvium.source.window.Subject}. */
    default Bounds withAdded(Bounds bounds, Window window) {
        List<Long> added = ReadMode.added(window);
        return added.isEmpty() ? bounds : bounds.with(RowCondition.of(among(added)));
    }
}
