package org.temper.api.text;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;

/** Parts of a text as token ids, encoded one by one. */
final class MarkedParts {
  private MarkedParts() {}

  static List<long[]> encode(TextCodec codec, MarkedText text) {
    return text.parts().stream().map(part -> part(codec, part)).toList();
  }

  private static long[] part(TextCodec codec, MarkedText part) {
    List<long[]> pieces = new ArrayList<>();
    int start = 0;
    for (MarkedText.Span span : part.plain()) {
      pieces.add(codec.encode(part.text().substring(start, span.start())));
      String plain = part.text().substring(span.start(), span.end());
      int middle = plain.offsetByCodePoints(0, Math.min(1, plain.length()));
      pieces.add(codec.encode(plain.substring(0, middle)));
      pieces.add(codec.encode(plain.substring(middle)));
      start = span.end();
    }
    pieces.add(codec.encode(part.text().substring(start)));
    return Longs.concat(pieces.toArray(new long[0][]));
  }
}
