package io.alluvium.domain;

import java.io.Serializable;
import java.util.Objects;

/**
 * A line of a file that the user wrote. The file is named as the user would name it (relative to the project where it
 * lies inside); line 0 means the file as a whole.
 */
public record Place(String file, int line) implements Serializable {
    public Place {
        Objects.requireNonNull(file, "file");
        if (line < 0) {
            throw new IllegalArgumentException("line " + line);
        }
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
