package io.alluvium.spark.grammar;

/**
 * One word of SQL: neither a blank nor a comment.
 *
 * @param line from 1
 */
public record Word(String text, int line, Sort sort) {
    /** What matters about a word before anything is parsed. */
    public enum Sort {
        /** A query can begin with it. */
        QUERY_START,
        /** It ends a statement. */
        SEMICOLON,
        /** It is no word of the grammar. */
        IDENTIFIER,
        /** Any other. */
        OTHER
    }
}
