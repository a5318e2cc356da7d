package io.alluvium.dbt.jinja;

/** A template that cannot be taken apart. */
final class TemplateFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    TemplateFault(int line, String what) {
        super(what);
        this.line = line;
    }

    Refusal refusal() {
        return new Refusal(line, String.valueOf(getMessage()));
    }
}
