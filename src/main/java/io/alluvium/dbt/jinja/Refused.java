package io.alluvium.dbt.jinja;

/** Ends the evaluation of one tag; its message says what is not carried out. Nobody outside of a template's rendering sees it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
