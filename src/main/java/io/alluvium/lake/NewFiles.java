package io.alluvium.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** Takes new data files of a table, which nobody looks at before they are committed. */
public interface NewFiles {

    /** A name for a new file, unlike any other. */
    static String name() {
        return "part-" + UUID.randomUUID() + ".snappy.parquet";
    }

    /** Opens a new file in the table's folder. */
    OutputStream create(String name) throws IOException;

    /** A file that {@link #create} opened is complete and closed. */
    void add(DataFile file);
}
