package io.alluvium.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Sorts the stacks of a flight recording by the part of the work that they were caught at. */
final class StackShares {
    static final String OTHER = "the JDK's own: start, end, what no frame of ours called";

    private record Part(String name, Pattern classes) {
        Part(String name, String classes) {
            this(name, Pattern.compile(classes));
        }
    }

    /** Looked through in this order, frame by frame from the innermost: the first part that knows a frame has the stack. */
    private static final List<Part> PARTS = List.of(
            new Part(
                    "loading and linking classes",
                    "java\\.lang\\.(ClassLoader|invoke\\.).*|jdk\\.internal\\.loader\\..*"),
            new Part("Snappy", "org\\.xerial\\.snappy\\..*"),
            new Part("statistics", "io\\.alluvium\\.column\\.(\\w+Range|BytesBounds|DeltaStatistics).*"),
            new Part("dictionaries", "io\\.alluvium\\.column\\.(Bytes|Long)Dictionary.*"),
            new Part(
                    "encoding: levels and dictionary indices",
                    "io\\.alluvium\\.column\\.(\\w*Levels|RunLengths|BitPacking).*"),
            new Part("encoding: strings, long decimals", "io\\.alluvium\\.column\\.BytesEncoder.*"),
            new Part("encoding: numbers", "io\\.alluvium\\.column\\.(\\w*Encoder|DeltaPacking).*"),
            new Part(
                    "decoding into columns",
                    "io\\.alluvium\\.column\\.\\w+Values.*|io\\.alluvium\\.column\\.ColumnBatch.*"),
            new Part("pages and files", "io\\.alluvium\\.column\\..*"),
            new Part(
                    "wire: framing and socket",
                    "org\\.postgresql\\..*|io\\.alluvium\\.extract\\.postgres\\.(DriverStream|CopyMessages|StreamMessages"
                            + "|ProbedSockets).*"),
            new Part(
                    "decoding into columns",
                    "io\\.alluvium\\.extract\\.postgres\\.(\\w+(Form|Decoder)|FieldSpans|CopyRows|CopyPart|BigEndian|ColumnImage|Utf8"
                            + "|UnfitValue|WideNumber|CopyRead).*"),
            new Part("survey and login", "io\\.alluvium\\.extract\\..*"),
            new Part("commit", "io\\.alluvium\\.lake\\..*|io\\.delta\\..*|org\\.apache\\.spark\\.sql\\.delta\\..*"),
            new Part("the rest of ours", "io\\.alluvium\\..*"));

    private final Map<String, Integer> samples = new LinkedHashMap<>();

    /** @param sinceMillis what was sampled before counts not */
    void add(Path recording, long sinceMillis) throws IOException {
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getStackTrace() == null || event.getStartTime().toEpochMilli() < sinceMillis) {
                    continue;
                }
                List<RecordedFrame> frames = event.getStackTrace().getFrames();
                // A thread that waits in a read of a socket is in native code as well.
                boolean isNative = event.getEventType().getName().equals("jdk.NativeMethodSample");
                if (!isNative || isSnappy(frames)) {
                    samples.merge(part(frames), 1, Integer::sum);
                }
            }
        }
    }

    private static boolean isSnappy(List<RecordedFrame> frames) {
        return !frames.isEmpty() && name(frames.get(0)).startsWith("org.xerial.snappy.");
    }

    private static String part(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            Optional<Part> part = PARTS.stream()
                    .filter(known -> known.classes().matcher(name(frame)).matches())
                    .findFirst();
            if (part.isPresent()) {
                return part.get().name();
            }
        }
        return OTHER;
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    /** The share of each part, the largest first; together one. */
    Map<String, Double> shares() {
        double all = samples.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(part -> shares.put(part.getKey(), part.getValue() / all));
        return shares;
    }

    int count() {
        return samples.values().stream().mapToInt(Integer::intValue).sum();
    }
}
