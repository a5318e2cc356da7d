package io.alluvium;

import io.alluvium.cli.CommandLineInterface;
import org.apache.spark.SparkException;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws SparkException {
        CommandLineInterface.main(arguments);
    }
}
