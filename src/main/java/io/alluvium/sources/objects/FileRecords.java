package io.alluvium.sources.objects;

import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.SharedRecords;
import java.io.Closeable;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** The files of a table as records of their format. Each format has one of these. */
sealed interface FileRecords permits CsvFiles, InferredFiles, TypedFiles, WholeFiles {

    /**
     * A file that is open.
     *
     * @param places from where the records' reader says that a record began to where that is in the file
     * @param archive the archive in which the file is; empty where it is a file of the folder
     */
    record Opened(RecordReader records, LongUnaryOperator places, Optional<OpenArchive> archive) {
        Opened(RecordReader records, LongUnaryOperator places) {
            this(records, places, Optional.empty());
        }

        Opened in(OpenArchive other) {
            return new Opened(records, places, Optional.of(other));
        }

        /** Records of a stream of text, which may have been of another encoding than it is read in. */
        static Opened of(RecordReader records, InputStream text) {
            return new Opened(
                    records, text instanceof Utf8Text other ? other::sourceOffset : LongUnaryOperator.identity());
        }

        /** Where one of the last rows began: in the unpacked file, or as a number that counts rows. */
        long position(int row) {
            return places.applyAsLong(records.position(row));
        }
    }

    /**
     * A file that several readers read, each record of it being given to one of them.
     *
     * @param readers opens it for a further one
     * @param ended whether all of it is given to readers
     */
    record Shared(Supplier<RecordReader> readers, BooleanSupplier ended) {
        static Shared of(SharedRecords records) {
            return new Shared(records::reader, records::isEnded);
        }
    }

    /** An archive of which one file is open. */
    interface OpenArchive extends Closeable {
        /** What the open file is called. */
        String name();

        /** Opens the next one, once the last one is closed; empty where there is none. */
        Optional<Opened> next();
    }

    /**
     * Looks at the beginning of a file, or at its end, where {@link #told} or {@link #names}, which come next, do not.
     *
     * @throws io.alluvium.failure.AlluviumException when it is plain that the file is of another format
     */
    void requireFormat(String path);

    /** The columns as far as files tell them without all rows being read; empty where only rows tell. */
    Optional<FileColumns> told(List<String> paths);

    /** The columns of all rows, which are looked at where nothing else tells. */
    FileColumns seen(List<String> paths);

    /** The names that files themselves give to values, file by file; empty where they do not, or only rows tell. */
    Optional<List<List<String>>> names(List<String> paths);

    /** @throws io.alluvium.failure.AlluviumException for a file that is not of the table's format, or has none of its columns */
    Opened open(String path);

    /** Whether what lies behind any byte of a file can be found without reading what lies before it. */
    default boolean isDivided(String path) {
        return false;
    }

    /** Opens a part of a file that {@link #isDivided}, or a whole one. */
    default Opened open(FileRange range) {
        if (!range.isWhole()) {
            throw new IllegalArgumentException("a file that is read from its beginning: " + range.path());
        }
        return open(range.path());
    }

    /**
     * Opens a file for several readers.
     *
     * @param readers how many there may be
     * @return empty where one alone can read it
     */
    Optional<Shared> shared(String path, int readers);

    /** Where a record is that begins at a position of {@link RecordReader}, for people: a line, or a row. */
    String place(String path, long position);
}
