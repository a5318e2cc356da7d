package io.alluvium.sources.objects.record;

import io.alluvium.column.ColumnBatch;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * An opened file whose records several threads read. Whoever has none left cuts a block of whole records from the file while
 * the others decode theirs: to find where records end is a fraction of the work.
 */
public final class SharedRecords {
    /** Some thousand records, so that the turns cost nothing; small enough for a processor's cache. */
    public static final int BLOCK_BYTES = 1 << 20;

    private final RecordWindow window;
    private final Ends ends;
    private final int blockBytes;
    private final Function<RecordWindow, RecordReader> readers;
    /** Readers that are not closed. */
    private int open;

    private boolean ended;

    /** Knows where records end, exactly as their reader does. */
    public interface Ends {
        /**
         * Moves the window, where a record begins, to the end of the last record that certainly lies in it whole. Nothing is
         * read.
         *
         * @return false where there is none; the window is where it was
         */
        boolean toLastEnd(RecordWindow window) throws IOException;

        /**
         * Moves the window to the end of the record that it begins with, however much is to be read.
         *
         * @return the length of the record without what ends it, as {@link RecordWindow#length}
         */
        int toEnd(RecordWindow window) throws IOException;

        /** Why a record is none that is too long for the window: a few words. */
        String tooLong();
    }

    /**
     * What a reader got.
     *
     * @param kind {@code ROW} for records that lie in its window now, {@code CORRUPT} for a single one that is too long for any
     * @param position of the first record in the file
     */
    private record Block(RecordReader.Outcome kind, long position, Optional<CorruptText> text) {
        private static final Block END = new Block(RecordReader.Outcome.END, 0, Optional.empty());
    }

    /**
     * @param window at the beginning of the first record; closed with the last reader
     * @param blockBytes of a block, more or less: {@link #BLOCK_BYTES}
     * @param readers of the records that lie in a window; once they are at its end it is filled again
     */
    public SharedRecords(RecordWindow window, Ends ends, int blockBytes, Function<RecordWindow, RecordReader> readers) {
        this.window = window;
        this.ends = ends;
        this.blockBytes = blockBytes;
        this.readers = readers;
    }

    /** A further reader; each record of the file is given to one of them. The file is closed with the last one. */
    public synchronized RecordReader reader() {
        open++;
        RecordWindow own = RecordWindow.empty();
        return new Reader(own, readers.apply(own));
    }

    /** Whether all records are given to readers. */
    public synchronized boolean isEnded() {
        return ended;
    }

    private synchronized Block take(RecordWindow into) throws IOException {
        if (ended) {
            return Block.END;
        }
        window.begin();
        fill();
        if (window.limit() == window.start()) {
            ended = true;
            return Block.END;
        }
        if (window.isEnded()) {
            window.moveTo(window.limit());
        } else if (!ends.toLastEnd(window)) {
            int length = ends.toEnd(window);
            if (window.isTooLong()) {
                long position = window.position();
                CorruptText text = window.text(length, ends.tooLong());
                return new Block(RecordReader.Outcome.CORRUPT, position, Optional.of(text));
            }
        }
        into.copy(window);
        return new Block(RecordReader.Outcome.ROW, window.position(), Optional.empty());
    }

    private void fill() throws IOException {
        boolean more = true;
        while (more && window.limit() - window.start() < blockBytes) {
            more = window.more();
        }
    }

    private synchronized void closeOne() throws IOException {
        open--;
        if (open == 0) {
            ended = true;
            window.close();
        }
    }

    /** Reads the blocks that it takes. */
    private final class Reader implements RecordReader {
        private final RecordWindow own;
        private final RecordReader records;
        private Block block = Block.END;
        private boolean closed;

        private Reader(RecordWindow own, RecordReader records) {
            this.own = own;
            this.records = records;
        }

        @Override
        public Outcome next(ColumnBatch batch) throws IOException {
            Outcome outcome = block.kind() == Outcome.ROW ? records.next(batch) : Outcome.END;
            while (outcome == Outcome.END) {
                block = take(own);
                if (block.kind() != Outcome.ROW) {
                    return block.kind();
                }
                outcome = records.next(batch);
            }
            return outcome;
        }

        @Override
        public long position() {
            return block.text().isPresent() ? block.position() : records.position();
        }

        @Override
        public CorruptText corrupt() {
            return block.text().orElseGet(records::corrupt);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                closeOne();
            }
        }
    }
}
