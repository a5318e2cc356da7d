package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that stand in one list, one after the other, or in lists somewhere in these objects. What breaks the order of
 * brackets, commas and quotes ends the file: nobody can tell what follows.
 */
final class StreamFrames extends JsonFrames {
    private static final String UNENDED = "a list that does not end";

    /** Where the next byte that is not blank stands. */
    private enum Place {
        FILE_START,
        /** Before a record of the file, or its end. */
        BEFORE_OUTER,
        AFTER_OUTER,
        /** In an object that leads to the list, before a key. */
        BEFORE_KEY,
        AFTER_MEMBER,
        /** In the list at the path. */
        BEFORE_ELEMENT,
        AFTER_ELEMENT,
        FILE_END
    }

    private final boolean isArray;
    private final List<String> path;
    private final JsonParsing parsing;
    private final JsonScanner scanner;
    private Place place = Place.FILE_START;
    /** Whether the list or object that just began has nothing in it yet. */
    private boolean isFirst;
    /** How many keys of the path led here; negative outside of all objects. */
    private int level = -1;

    /** Whether the object has the list, so that its own text is not needed any more. */
    private boolean isFound;

    StreamFrames(RecordWindow window, JsonShape shape, JsonParsing parsing) {
        super(window);
        this.isArray = shape.framing() == JsonShape.Framing.ARRAY;
        this.path = shape.path();
        this.parsing = parsing;
        this.scanner = new JsonScanner(window);
    }

    @Override
    Cut next() throws IOException {
        Cut cut = null;
        while (cut == null) {
            cut = step();
        }
        return cut;
    }

    /** Null where the step led to no record yet. */
    private @Nullable Cut step() throws IOException {
        if (place == Place.FILE_END) {
            return Cut.END;
        }
        int next = scanner.skipBlanks();
        if (path.isEmpty() || isFound || level < 0) {
            window.begin();
        }
        return switch (place) {
            case FILE_START -> startFile(next);
            case BEFORE_OUTER -> beforeOuter(next);
            case AFTER_OUTER -> afterOuter(next);
            case BEFORE_KEY -> beforeKey(next);
            case AFTER_MEMBER -> afterMember(next);
            case BEFORE_ELEMENT -> beforeElement(next);
            case AFTER_ELEMENT -> afterElement(next);
            case FILE_END -> Cut.END;
        };
    }

    private @Nullable Cut startFile(int next) throws IOException {
        if (next == RecordWindow.END) {
            return end();
        }
        if (!isArray) {
            return go(Place.BEFORE_OUTER);
        }
        return next == '[' ? enter(Place.BEFORE_OUTER) : ruin("no list");
    }

    private @Nullable Cut beforeOuter(int next) throws IOException {
        if (isArray && isFirst && next == ']') {
            return endList();
        }
        if (next == RecordWindow.END) {
            return isArray ? ruin(UNENDED) : end();
        }
        isFirst = false;
        if (path.isEmpty() || next != '{') {
            return record(next, Place.AFTER_OUTER);
        }
        level = 0;
        isFound = false;
        return enter(Place.BEFORE_KEY);
    }

    private @Nullable Cut afterOuter(int next) throws IOException {
        if (!isArray) {
            return go(Place.BEFORE_OUTER);
        }
        if (next == ',') {
            window.skip(1);
            return go(Place.BEFORE_OUTER);
        }
        return next == ']' ? endList() : ruin(next == RecordWindow.END ? UNENDED : NO_JSON);
    }

    private @Nullable Cut beforeKey(int next) throws IOException {
        if (next == '}' && isFirst) {
            return leave();
        }
        String key = next == '"' ? scanner.string() : null;
        if (key == null || scanner.skipBlanks() != ':') {
            return ruin(NO_JSON);
        }
        window.skip(1);
        isFirst = false;
        return value(key.equalsIgnoreCase(path.get(level)), scanner.skipBlanks());
    }

    private @Nullable Cut value(boolean onPath, int next) throws IOException {
        boolean last = level == path.size() - 1;
        if (onPath && !last && next == '{') {
            level++;
            return enter(Place.BEFORE_KEY);
        }
        if (onPath && last && next == '[') {
            isFound = true;
            return enter(Place.BEFORE_ELEMENT);
        }
        // No list at all is a list without elements.
        isFound |= onPath && last && next == 'n';
        return scanner.skipValue() ? go(Place.AFTER_MEMBER) : ruin(NO_JSON);
    }

    private @Nullable Cut afterMember(int next) throws IOException {
        if (next == ',') {
            window.skip(1);
            return go(Place.BEFORE_KEY);
        }
        return next == '}' ? leave() : ruin(NO_JSON);
    }

    /** An object that leads to the list ends. */
    private @Nullable Cut leave() {
        window.skip(1);
        level--;
        if (level >= 0) {
            return go(Place.AFTER_MEMBER);
        }
        place = Place.AFTER_OUTER;
        return isFound ? null : broken(NO_LIST);
    }

    private @Nullable Cut beforeElement(int next) throws IOException {
        if (next == ']' && isFirst) {
            window.skip(1);
            return go(Place.AFTER_MEMBER);
        }
        isFirst = false;
        return record(next, Place.AFTER_ELEMENT);
    }

    private @Nullable Cut afterElement(int next) throws IOException {
        if (next != ',' && next != ']') {
            return ruin(NO_JSON);
        }
        window.skip(1);
        return go(next == ',' ? Place.BEFORE_ELEMENT : Place.AFTER_MEMBER);
    }

    private Cut record(int first, Place after) throws IOException {
        place = after;
        if (!scanner.skipValue()) {
            return ruin(NO_JSON);
        }
        if (window.isTooLong()) {
            return broken(TOO_LONG);
        }
        if (first == '{') {
            return Cut.RECORD;
        }
        boolean isValue = parsing.isJson(window.bytes(), window.start(), window.length());
        return isValue ? broken(NO_OBJECT) : ruin(NO_JSON);
    }

    private Cut endList() throws IOException {
        window.skip(1);
        int next = scanner.skipBlanks();
        window.begin();
        return next == RecordWindow.END ? end() : ruin("text after the list");
    }

    private Cut end() {
        place = Place.FILE_END;
        return Cut.END;
    }

    private @Nullable Cut enter(Place inside) {
        window.skip(1);
        isFirst = true;
        return go(inside);
    }

    private @Nullable Cut go(Place next) {
        place = next;
        return null;
    }

    /** All that follows belongs to the record. */
    private Cut ruin(String reason) throws IOException {
        place = Place.FILE_END;
        do {
            window.moveTo(window.limit());
        } while (window.more());
        return broken(reason);
    }

    @Override
    int start() {
        return window.start();
    }

    @Override
    int length() {
        return window.length();
    }

    @Override
    long position() {
        return window.position();
    }

    @Override
    CorruptText text(String reason) {
        return window.text(window.length(), reason);
    }

    @Override
    CorruptText unparsable(String reason) throws IOException {
        ruin(reason);
        return text(reason);
    }
}
