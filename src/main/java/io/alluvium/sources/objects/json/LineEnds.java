package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.record.RecordWindow;
import io.alluvium.sources.objects.record.SharedRecords;
import java.io.IOException;

/** Each line break ends a record: in JSON's strings none can stand. */
final class LineEnds implements SharedRecords.Ends {
    @Override
    public boolean toLastEnd(RecordWindow window) {
        byte[] bytes = window.bytes();
        for (int at = window.limit() - 1; at >= window.at(); at--) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                window.moveTo(at + 1);
                return true;
            }
        }
        return false;
    }

    @Override
    public int toEnd(RecordWindow window) throws IOException {
        LineFrames.toLineEnd(window);
        return window.length();
    }

    @Override
    public String tooLong() {
        return JsonFrames.TOO_LONG;
    }
}
