package io.alluvium;

import io.alluvium.cli.CommandLineInterface;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        CommandLineInterface.main(arguments);
    }
}
