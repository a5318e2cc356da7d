package io.alluvium.spark.grammar;

import java.util.Optional;

/** Spark's grammar refuses a text. Who parses tells the user, for he knows where the text is from. */
public final class SqlSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String word;
    private final String reason;

    /**
     * @param word blank where no word is to blame
     * @param reason blank where the message says it all
     */
    SqlSyntaxException(String message, int line, String word, String reason) {
        super(message);
        this.line = line;
        this.word = word;
        this.reason = reason;
    }

    /** Within the text, from 1. */
    public int line() {
        return line;
    }

    /** The word at fault. */
    public Optional<String> word() {
        return Optional.of(word).filter(text -> !text.isBlank());
    }

    /** Why it is refused, where that is not plain. */
    public Optional<String> reason() {
        return Optional.of(reason).filter(text -> !text.isBlank());
    }
}
