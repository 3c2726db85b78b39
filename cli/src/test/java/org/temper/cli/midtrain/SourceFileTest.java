package org.temper.cli.midtrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFileTest {

  @Test
  void aSourceHasANameAndPerhapsABucketAndAWeight() {
    assertThat(SourceFile.parse("math=a/b.jsonl"))
        .isEqualTo(new SourceFile("math", "math", Path.of("a/b.jsonl"), OptionalDouble.empty()));
    assertThat(SourceFile.parse("math/gsm8k=train.jsonl.gz:0.3"))
        .isEqualTo(
            new SourceFile("math", "gsm8k", Path.of("train.jsonl.gz"), OptionalDouble.of(0.3)));
    assertThat(SourceFile.parse("code=dir:x/y=z.txt").file()).isEqualTo(Path.of("dir:x/y=z.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "1.2.3"})
  void aWeightThatIsNoneIsRefused(String weight) {
    assertThatThrownBy(() -> SourceFile.parse("math=m.jsonl:" + weight))
        .hasMessage("--data: expected a finite weight above 0 for math, got " + weight);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.jsonl", "Math=m.jsonl", "math=", "a/b/c=m.jsonl", "=m.jsonl"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> SourceFile.parse(text))
        .hasMessageStartingWith("--data: expected [BUCKET/]NAME=FILE[:WEIGHT]");
  }

  @Test
  void theRunWithoutReplayComesFirst() {
    assertThat(ReplayShare.withNone(List.of(ReplayShare.parse("0.20"), ReplayShare.parse("0.0"))))
        .extracting(ReplayShare::text)
        .containsExactly("0", "0.20");
  }

  @Test
  void anIntervalOfThreeSeedsIsStudents() {
    // Mean 2, deviation 1: 4.303 / √3 = 2.484 either way.
    SeedInterval interval = SeedInterval.of(1, 2, 3);
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(interval.lower()).isCloseTo(2 - 2.4843, within(1e-3));
    assertThat(interval.upper()).isCloseTo(2 + 2.4843, within(1e-3));
    assertThat(SeedInterval.of(5)).isEqualTo(new SeedInterval(5, 5, 5));
  }
}
