package io.alluvium.journal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** What this process tells others of itself. */
final class Holder {
    private Holder() {}

    /** For who is on the same machine. */
    static String process() {
        return "process " + ProcessHandle.current().pid() + started();
    }

    /** For who may be elsewhere. */
    static String processAndHost() {
        return "process " + ProcessHandle.current().pid() + " on " + host() + started();
    }

    private static String started() {
        return " since "
                + Instant.ofEpochMilli(ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Instant::toEpochMilli)
                        .orElse(0L));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a machine without a name";
        }
    }
}
