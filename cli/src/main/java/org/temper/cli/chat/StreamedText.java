package org.temper.cli.chat;

import com.google.common.primitives.ImmutableLongArray;
import java.util.function.Consumer;
import org.temper.api.text.TextCodec;

/** The text of tokens that come one by one, given on as soon as its characters are whole. */
final class StreamedText {
  private static final char INCOMPLETE = '\uFFFD';

  private final TextCodec codec;
  private final Consumer<String> listener;
  private final ImmutableLongArray.Builder tokens = ImmutableLongArray.builder();
  private int told;

  StreamedText(TextCodec codec, Consumer<String> listener) {
    this.codec = codec;
    this.listener = listener;
  }

  void add(long token) {
    tokens.add(token);
    String text = text();
    int whole = text.length();
    while (whole > told && text.charAt(whole - 1) == INCOMPLETE) {
      whole--;
    }
    tell(text.substring(0, whole));
  }

  /** Gives on what is left, and tells the whole. */
  String finish() {
    String text = text();
    tell(text);
    return text;
  }

  private String text() {
    return codec.decode(tokens.build().toArray());
  }

  private void tell(String text) {
    if (text.length() > told) {
      listener.accept(text.substring(told));
      told = text.length();
    }
  }
}
