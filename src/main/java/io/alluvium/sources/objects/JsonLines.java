package io.alluvium.sources.objects;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Counts records of a file with one JSON object a line. */
final class JsonLines {
    private JsonLines() {}

    /** Absent where a line holds a list, which is as many records as it has elements. */
    static OptionalLong count(Folder folder, String path) {
        long count = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(folder.open(path), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String record = line.strip();
                if (record.startsWith("[")) {
                    return OptionalLong.empty();
                }
                count += record.isEmpty() ? 0 : 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return OptionalLong.of(count);
    }
}
