package io.alluvium.source.sql;

import io.alluvium.source.Overlap;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.util.Optional;

/**
 * Reads the whole table whenever the database finds it changed; the reading stands for all before. So no row has to be
 * told from another: the table needs no key, and may have the same row twice.
 *
 * @param subject the table, with what its values depend on beside rows
 */
public record ReplaceMode(Subject subject, ServerView server) implements ReadMode {

    @Override
    public Window next(Optional<Window> last) {
        return new ReplaceWindow(subject, server.snapshot(), server.identity());
    }

    @Override
    public boolean reads(Window window) {
        return ReadMode.own(Optional.of(window), ReplaceWindow.class, subject).isPresent();
    }

    @Override
    public Bounds bounds(Window window) {
        if (!reads(window)) {
            throw new IllegalArgumentException("not a window of mode replace: " + subject.table());
        }
        return new Bounds(RowCondition.ALL, RowCondition.ALL, true);
    }

    @Override
    public String what(Window window) {
        return "whole table, replacing";
    }

    @Override
    public String guarantee() {
        return "complete";
    }

    @Override
    public Overlap overlap(Window window, boolean isFirst) {
        return new Overlap.None();
    }

    @Override
    public boolean findsRewritten() {
        return true;
    }

    @Override
    public boolean isBounded() {
        return false;
    }
}
