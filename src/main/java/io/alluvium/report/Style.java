package io.alluvium.report;

/** How words are set off on the screen; whoever owns the terminal decides whether that means colour. */
@FunctionalInterface
public interface Style {
    /** Changes nothing: for files, pipes and {@code NO_COLOR}. */
    Style PLAIN = (tone, text) -> text;

    /** What a word means to the reader. */
    enum Tone {
        GOOD,
        WARNING,
        ERROR,
        QUIET,
        STRONG
    }

    /** The text in that tone; adds no visible characters. */
    String paint(Tone tone, String text);
}
