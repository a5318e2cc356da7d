package io.alluvium.spark.grammar;

/**
 * One word of SQL, or one of its block comments.
 *
 * @param line of its beginning, from 1
 * @param at where it begins in the text, from 0
 */
public record Word(String text, int line, int at, Sort sort) {
    /** What matters about a word before anything is parsed. */
    public enum Sort {
        /** A query can begin with it. */
        QUERY_START,
        /** It ends a statement. */
        SEMICOLON,
        /** It is no word of the grammar. */
        IDENTIFIER,
        /** A text in double quotes. */
        DOUBLE_QUOTED,
        /** A block comment. */
        COMMENT,
        /** Any other. */
        OTHER
    }
}
