package io.alluvium.dbt.jinja;

/**
 * A piece of a template.
 *
 * @param text within a tag what stands between its brackets
 * @param whole as it is written
 * @param line where it begins, from 1
 */
record Tag(Sort sort, String text, String whole, int line) {
    enum Sort {
        /** What stands outside of tags. */
        PLAIN,
        /** {@code {{ … }}}. */
        OUTPUT,
        /** {@code {% … %}}. */
        STATEMENT,
        /** {@code {# … #}}. */
        COMMENT
    }

    /** The first word of a statement. */
    String word() {
        int end = 0;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(0, end);
    }

    /** What follows the first word. */
    String rest() {
        return text.substring(word().length()).strip();
    }
}
