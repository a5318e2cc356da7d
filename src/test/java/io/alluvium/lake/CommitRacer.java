package io.alluvium.lake;

import io.alluvium.fixture.S3Fixture;
import io.delta.storage.LogStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A process that commits when it is told to, by one log store; says in a line each what became of it. */
public final class CommitRacer {
    private CommitRacer() {}

    /** @param arguments a name, the store's endpoint, the log store's class */
    public static void main(String[] arguments) throws Exception {
        Configuration hadoop = new Configuration();
        S3Fixture.settings(arguments[1]).forEach(hadoop::set);
        LogStore logs = Class.forName(arguments[2])
                .asSubclass(LogStore.class)
                .getConstructor(Configuration.class)
                .newInstance(hadoop);
        System.out.println("started");
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            String[] words = line.split(" ");
            String commit = "{\"commitInfo\":{\"racer\":\"" + arguments[0] + "\"}}";
            awaitStart(Long.parseLong(words[1]));
            System.out.println(outcome(logs, new Path(words[0]), commit, hadoop));
        }
    }

    /** The clock that counts from the machine's start is the same in all its processes. */
    private static void awaitStart(long nanos) {
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
    }

    private static String outcome(LogStore logs, Path file, String commit, Configuration hadoop) {
        try {
            logs.write(file, List.of(commit).iterator(), false, hadoop);
            return "won";
        } catch (FileAlreadyExistsException e) {
            return "lost";
        } catch (IOException e) {
            return "failed: " + e;
        }
    }
}
