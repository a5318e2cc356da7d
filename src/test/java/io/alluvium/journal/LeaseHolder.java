package io.alluvium.journal;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.storage.Storage;
import io.alluvium.storage.UnlockedDisk;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that takes a lease and writes what it is told to; says in a line each what became of it. */
public final class LeaseHolder {
    private LeaseHolder() {}

    static Storage storage(Path folder, boolean locks) {
        Storage disk = Storage.at(folder.toUri());
        return locks ? disk : new UnlockedDisk(disk);
    }

    public static void main(String[] arguments) throws Exception {
        Journal journal = new Journal(
                storage(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1])),
                "shop",
                new TermLease.Timing(
                        Duration.ofMillis(Long.parseLong(arguments[2])),
                        Duration.ofMillis(Long.parseLong(arguments[3]))));
        Lease lease;
        try {
            lease = journal.lease(Duration.ofMillis(Long.parseLong(arguments[4])));
        } catch (AlluviumException e) {
            System.out.println(e.getMessage());
            return;
        }
        System.out.println("term " + lease.term());
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            System.out.println(done(line, journal, lease));
        }
    }

    private static String done(String told, Journal journal, Lease lease) {
        if (told.equals("close")) {
            lease.close();
            return "closed";
        }
        try {
            long number = Long.parseLong(told);
            journal.of(new TableName(Layer.RAW, "orders"))
                    .write(new Intent.Batch(number, number - 1, "a", new RunId(1), new Position("toy", 1, "{}")));
            return "written";
        } catch (AlluviumException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
