package io.alluvium.source;

import io.alluvium.journal.Position;

/** Tells how the positions of one source's batches follow one another. */
public interface Positions {

    /** Whether a position says all there is to know, whatever came before. */
    boolean standsAlone(Position position);

    /** One position that says what both say; only asked where the second does not stand alone. */
    Position joined(Position before, Position next);

    /** How many things, files for example, were read up to {@code reached} that a reading of all would not find any more. */
    long gone(Position reached, Position all);

    /** Of a source each of whose positions stands alone. */
    static Positions eachAlone() {
        return new Positions() {
            @Override
            public boolean standsAlone(Position position) {
                return true;
            }

            @Override
            public Position joined(Position before, Position next) {
                return next;
            }

            @Override
            public long gone(Position reached, Position all) {
                return 0;
            }
        };
    }
}
