package io.alluvium.source.target;

/**
 * What became of a table that was brought into a database.
 *
 * @param isNew whether anything was committed; false where the database had the version already
 * @param inserted rows that came
 * @param updated rows that are others now
 * @param deleted rows that went
 */
public record Written(boolean isNew, long inserted, long updated, long deleted) {
    /** The database had noted this version. */
    public static final Written ALREADY = new Written(false, 0, 0, 0);

    public Written {
        if (inserted < 0 || updated < 0 || deleted < 0) {
            throw new IllegalArgumentException("fewer rows than none");
        }
    }
}
