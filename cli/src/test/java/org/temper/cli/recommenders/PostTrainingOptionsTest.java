package org.temper.cli.recommenders;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.temper.cli.recommenders.PostTrainingOptions.Defaults;
import org.temper.cli.recommenders.comparison.Methods;
import org.temper.cli.recommenders.training.RewardColumns.Baseline;
import picocli.CommandLine;

class PostTrainingOptionsTest {

  @Test
  void everyLogIsComparedWithTheUsersMeanByDefault() {
    assertThat(parsed().config(8, Defaults.LOG).baseline()).isEqualTo(Baseline.USER);
  }

  @Test
  void anotherBaselineCanBeAskedFor() {
    assertThat(parsed("--baseline", "user_item").config(8, Defaults.LOG).baseline())
        .isEqualTo(Baseline.USER_ITEM);
  }

  @Test
  void bothBiasesAreARowOfTheirOwn() {
    assertThat(Methods.usual()).containsSequence("a-sft", "a-sft-user-item", "a-sft-shuffled");
  }

  private static PostTrainingOptions parsed(String... arguments) {
    PostTrainingOptions options = new PostTrainingOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return options;
  }
}
