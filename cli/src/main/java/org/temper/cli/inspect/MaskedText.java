package org.temper.cli.inspect;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;

/**
 * A sequence in words, run by run: what the loss looks at, and what it does not. Special tokens are
 * written as they are spelled.
 *
 * @param runs the runs, in order; together they are the sequence
 */
record MaskedText(List<Run> runs) {

  /** Whether the loss looks at a run. */
  enum Kind {
    /** It does: the tokens are learned. */
    LEARNED,
    /** It does not. */
    CONTEXT
  }

  /**
   * A run of tokens of one kind.
   *
   * @param kind whether they are learned
   * @param start the first token's index
   * @param end the index after the last
   * @param text what they say
   */
  record Run(Kind kind, int start, int end, String text) {}

  MaskedText {
    runs = ImmutableList.copyOf(runs);
  }

  List<Run> learned() {
    return runs.stream().filter(run -> run.kind() == Kind.LEARNED).toList();
  }

  /** Puts sequences of a tokenizer in words. */
  static final class Reader {
    private final TextCodec codec;
    private final Map<Long, String> special;

    Reader(TextCodec codec) {
      this.codec = codec;
      ImmutableMap.Builder<Long, String> names = ImmutableMap.builder();
      for (String text : codec.specialTokens()) {
        long[] ids = codec.encode(text);
        if (ids.length == 1) {
          names.put(ids[0], text);
        }
      }
      this.special = names.buildKeepingLast();
    }

    MaskedText read(TokenSequence sequence) {
      long[] tokens = sequence.tokens();
      boolean[] completion = sequence.completion();
      ImmutableList.Builder<Run> runs = ImmutableList.builder();
      for (int start = 0, end; start < tokens.length; start = end) {
        end = start + 1;
        while (end < tokens.length && completion[end] == completion[start]) {
          end++;
        }
        Kind kind = completion[start] ? Kind.LEARNED : Kind.CONTEXT;
        runs.add(new Run(kind, start, end, text(tokens, start, end)));
      }
      return new MaskedText(runs.build());
    }

    /** What a part of a sequence says. */
    String text(long[] tokens, int start, int end) {
      StringBuilder text = new StringBuilder();
      for (int from = start, to; from < end; from = to) {
        to = from;
        while (to < end && !special.containsKey(tokens[to])) {
          to++;
        }
        if (to > from) {
          text.append(
              codec.decodeAfter(Arrays.copyOf(tokens, from), Arrays.copyOfRange(tokens, from, to)));
        }
        while (to < end && special.containsKey(tokens[to])) {
          text.append(special.get(tokens[to++]));
        }
      }
      return text.toString();
    }
  }
}
