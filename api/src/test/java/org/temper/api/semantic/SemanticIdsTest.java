package org.temper.api.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticIdsTest {
  private static final SemanticIds IDS =
      SemanticIds.of(
          ImmutableIntArray.of(3, 2),
          List.of(path(2, 1), path(0, 1), path(2, 0), path(0, 1), path(0, 0)));

  private static ImmutableIntArray path(int... codes) {
    return ImmutableIntArray.copyOf(codes);
  }

  @Test
  void tellsSizesAndCodes() {
    assertThat(IDS.levels()).isEqualTo(2);
    assertThat(IDS.codes(0)).isEqualTo(3);
    assertThat(IDS.codes(1)).isEqualTo(2);
    assertThat(IDS.items()).isEqualTo(5);
    assertThat(IDS.code(2, 0)).isEqualTo(2);
    assertThat(IDS.path(0)).isEqualTo(path(2, 1));
  }

  @Test
  void findsItemsByPrefix() {
    assertThat(IDS.items(path())).isEqualTo(path(4, 1, 3, 2, 0));
    assertThat(IDS.items(path(0))).isEqualTo(path(4, 1, 3));
    assertThat(IDS.items(path(0, 1))).isEqualTo(path(1, 3));
    assertThat(IDS.items(path(1))).isEqualTo(path());
    assertThat(IDS.items(path(7, 7))).isEqualTo(path());
    assertThatThrownBy(() -> IDS.items(path(0, 0, 0)))
        .hasMessage("prefix: expected at most 2 codes, got 3");
  }

  @Test
  void findsTheOneItemOfAPath() {
    assertThat(IDS.item(path(2, 1))).hasValue(0);
    assertThat(IDS.item(path(1, 1))).isEmpty();
    assertThatThrownBy(() -> IDS.item(path(0, 1)))
        .hasMessage("path: expected one item at [0, 1], got 2; items(path) gives them");
    assertThatThrownBy(() -> IDS.item(path(0))).hasMessage("path: expected 2 codes, got 1");
  }

  @Test
  void tellsWhatMayFollow() {
    assertThat(IDS.nextCodes(path())).isEqualTo(path(0, 2));
    assertThat(IDS.nextCodes(path(0))).isEqualTo(path(0, 1));
    assertThat(IDS.nextCodes(path(1))).isEqualTo(path());
    assertThatThrownBy(() -> IDS.nextCodes(path(0, 1)))
        .hasMessage("prefix: expected fewer than 2 codes, got 2");
  }

  @Test
  void tellsWhetherPathsAreDistinct() {
    assertThat(IDS.distinct()).isFalse();
    assertThat(SemanticIds.of(path(2), List.of(path(1), path(0))).distinct()).isTrue();
  }

  @Test
  void comparesByContents() {
    SemanticIds one = SemanticIds.of(path(2), List.of(path(1), path(0)));
    assertThat(one)
        .isEqualTo(SemanticIds.of(path(2), List.of(path(1), path(0))))
        .hasSameHashCodeAs(SemanticIds.of(path(2), List.of(path(1), path(0))))
        .isNotEqualTo(SemanticIds.of(path(2), List.of(path(0), path(1))))
        .isNotEqualTo(SemanticIds.of(path(3), List.of(path(1), path(0))));
  }

  @Test
  void refusesWhatIsNoTable() {
    assertThatThrownBy(() -> SemanticIds.of(path(), List.of(path())))
        .hasMessage("sizes: expected at least one level, got none");
    assertThatThrownBy(() -> SemanticIds.of(path(2, 0), List.of(path(0, 0))))
        .hasMessage("sizes[1]: expected at least one code, got 0");
    assertThatThrownBy(() -> SemanticIds.of(path(2), List.of()))
        .hasMessage("paths: expected at least one item, got none");
    assertThatThrownBy(() -> SemanticIds.of(path(2), List.of(path(0), path(0, 1))))
        .hasMessage("paths[1]: expected 1 codes, got 2");
    assertThatThrownBy(() -> SemanticIds.of(path(2), List.of(path(2))))
        .hasMessage("paths[0], level 0: expected a code of 2, got 2");
  }

  @Test
  void givesEachLevelItsTokens() {
    SemanticTokens tokens = SemanticTokens.of(IDS, 10);
    assertThat(tokens.firstToken()).isEqualTo(10);
    assertThat(tokens.count()).isEqualTo(5);
    assertThat(tokens.token(0, 2)).isEqualTo(12);
    assertThat(tokens.token(1, 0)).isEqualTo(13);
    assertThat(tokens.level(12)).isEqualTo(0);
    assertThat(tokens.code(12)).isEqualTo(2);
    assertThat(tokens.level(14)).isEqualTo(1);
    assertThat(tokens.code(14)).isEqualTo(1);
    assertThat(tokens.contains(9)).isFalse();
    assertThat(tokens.contains(15)).isFalse();
    assertThatThrownBy(() -> tokens.level(15))
        .hasMessage("token: expected at least 10 and less than 15, got 15");
    assertThatThrownBy(() -> tokens.token(1, 2)).hasMessage("code: expected one of 2, got 2");
    assertThatThrownBy(() -> tokens.token(2, 0)).hasMessage("level: expected one of 2, got 2");
    assertThatThrownBy(() -> SemanticTokens.of(IDS, -1))
        .hasMessage("firstToken: expected at least 0, got -1");
  }
}
