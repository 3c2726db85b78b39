package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.temper.api.text.TextCodec;

/** Stop strings that spell a special token, which has no text. */
class StopTokensTest {
  private static final String TURN = "<turn>";
  private static final long TURN_ID = 26;

  /** Small letters, and a special token that decoding leaves out. */
  private static final class Letters implements TextCodec {
    @Override
    public long[] encode(String text) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < text.length(); i++) {
        if (text.startsWith(TURN, i)) {
          ids.add(TURN_ID);
          i += TURN.length() - 1;
        } else {
          ids.add((long) (text.charAt(i) - 'a'));
        }
      }
      return Longs.toArray(ids);
    }

    @Override
    public long[] encodePrompt(String text) {
      return encode(text);
    }

    @Override
    public String decode(long... tokens) {
      return Arrays.stream(tokens)
          .filter(token -> token < TURN_ID)
          .mapToObj(token -> Character.toString((char) ('a' + token)))
          .collect(Collectors.joining());
    }

    @Override
    public OptionalLong beginToken() {
      return OptionalLong.empty();
    }

    @Override
    public Set<Long> endTokens() {
      return Set.of();
    }

    @Override
    public long vocabularySize() {
      return TURN_ID + 1;
    }
  }

  private static StopStrings watching(String stop) {
    return new StopStrings(ImmutableList.of(stop), new Letters(), new long[] {1, TURN_ID});
  }

  @Test
  void stopAtTheTokensId() {
    StopStrings watch = watching(TURN);
    assertThat(watch.isIn(new long[] {0})).isFalse();
    assertThat(watch.isIn(new long[] {0, 1})).isFalse();
    assertThat(watch.isIn(new long[] {0, 1, TURN_ID})).isTrue();
  }

  @Test
  void stopWhereLettersAndTheTokenStandTogether() {
    StopStrings watch = watching("ab" + TURN);
    assertThat(watch.isIn(new long[] {0, TURN_ID})).isFalse();
    assertThat(watch.isIn(new long[] {0, TURN_ID, 0, 1})).isFalse();
    assertThat(watch.isIn(new long[] {0, TURN_ID, 0, 1, TURN_ID})).isTrue();
  }
}
