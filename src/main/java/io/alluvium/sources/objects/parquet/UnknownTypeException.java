package io.alluvium.sources.objects.parquet;

/** A column has a type that raw has not. */
final class UnknownTypeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param written what the file calls the type */
    UnknownTypeException(String written) {
        super(written);
    }
}
