package org.temper.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.file.Path;

/**
 * A check whether a file holds JSON rather than text: it starts with a whole JSON object or array,
 * after which there is nothing or another one.
 */
final class JsonStart {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonStart() {}

  static void refuse(Path file) {
    try (Reader text = TextLines.reader(file);
        PushbackReader in = new PushbackReader(text)) {
      int first = in.read();
      while (Character.isWhitespace(first)) {
        first = in.read();
      }
      if (first == '{' || first == '[') {
        in.unread(first);
        if (isJson(in)) {
          throw new MalformedDataException(
              file,
              "expected plain text, got JSON; records of one JSON object a line are read, where they"
                  + " are, from files whose names end in .jsonl");
        }
      }
    } catch (IOException e) {
      throw TextLines.failure(file, 1, e);
    }
  }

  private static boolean isJson(Reader in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      parser.nextToken();
      parser.skipChildren();
      JsonToken next = parser.nextToken();
      return next == null || next.isStructStart();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
