package io.alluvium.dbt;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All tables of the project, and which of them can run. */
final class Pieces {
    private static final int MOST_ROUNDS = 20;

    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private final List<Remark> remarks;

    Pieces(List<Remark> remarks) {
        this.remarks = remarks;
    }

    void add(Piece piece) {
        pieces.put(piece.key(), piece);
    }

    /** Tries all, until what remains can be read as a run reads it. */
    void settle() {
        Set<TableName> raw = new TreeSet<>();
        pieces.values().stream()
                .filter(piece -> !piece.isModel())
                .forEach(piece -> raw.add(new TableName(Layer.RAW, piece.table().name())));
        for (int round = 0; round < MOST_ROUNDS; round++) {
            await();
            Map<String, String> texts = new LinkedHashMap<>();
            pieces.values().stream().filter(this::runs).forEach(piece -> texts.put(piece.file(), piece.text()));
            Map<String, List<Problem>> problems = Trial.of(texts, raw);
            if (problems.isEmpty()) {
                return;
            }
            pieces.replaceAll((key, piece) -> runs(piece) && problems.containsKey(piece.file())
                    ? judged(piece, problems.get(piece.file()))
                    : piece);
        }
    }

    /** What gives another answer each time can only be computed as a whole. */
    private Piece judged(Piece piece, List<Problem> problems) {
        if (problems.stream().allMatch(problem -> problem.code() == ErrorCode.NON_DETERMINISTIC)
                && !piece.front().isComputedWhole()) {
            remarks.add(Remark.note(
                    piece.origin(), "it gives another answer each time, so it is computed as a whole in each run"));
            return piece.with(piece.front().computedWhole());
        }
        return piece.refusedBy(problems.stream()
                .map(problem -> Remark.left(
                        piece.origin(),
                        problem.message()
                                + problem.label().map(why -> ", " + why).orElse("") + " (" + piece.file() + ":"
                                + problem.place().orElseThrow().line() + ")"))
                .distinct()
                .toList());
    }

    private void await() {
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Piece piece : pieces.values()) {
                if (!runs(piece)) {
                    continue;
                }
                for (String read : piece.reads()) {
                    Piece other = pieces.get(read);
                    if (other == null || !runs(other)) {
                        waiting.put(
                                piece.key(),
                                other == null ? read : other.table().toString());
                        grows = true;
                    }
                }
            }
        }
    }

    private boolean runs(Piece piece) {
        return piece.refused().isEmpty() && !waiting.containsKey(piece.key());
    }

    /** The files: models, and what is to be mended. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (Piece piece : pieces.values()) {
            if (runs(piece)) {
                files.put(piece.file(), piece.text());
            } else {
                List<String> why = new ArrayList<>(
                        piece.refused().stream().map(Remark::toString).toList());
                if (waiting.containsKey(piece.key())) {
                    why.add("it waits for " + waiting.get(piece.key()));
                }
                files.put(piece.file() + ".todo", piece.unfinished(why));
            }
        }
        return files;
    }

    int written() {
        return (int) pieces.values().stream()
                .filter(piece -> piece.isModel() && runs(piece))
                .count();
    }

    int waiting() {
        return (int) pieces.values().stream()
                .filter(piece -> piece.isModel() && waiting.containsKey(piece.key()))
                .count();
    }

    /** Why what was left was left. */
    List<Remark> refusals() {
        return pieces.values().stream()
                .flatMap(piece -> piece.refused().stream())
                .toList();
    }
}
