package io.alluvium.source;

/** Who reads a source's rows and writes them to raw. */
public enum Engine {
    /** This process by column where it can, Spark where it cannot. */
    AUTO,
    /** Spark, always. */
    SPARK
}
