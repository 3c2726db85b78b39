package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadLog;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.popularity.RecentPopularity;

@Tag("shared")
class MovieTweetingsTest {

  @Test
  void thePopularitiesOfARealLogAreAsMeasuredElsewhere() {
    Path file =
        Path.of(
            System.getProperty("temper.shared", "../shared"),
            "data",
            "movietweetings-100k",
            "ratings.dat.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    ReadLog read = InteractionReader.doubleColon(file, ReadOptions.strict(Timestamps.SECONDS, 1));
    assertThat(read.log().size()).isEqualTo(100_000);

    InteractionLog log = read.log().kCore(5);
    assertThat(log.size()).isEqualTo(68_055);
    assertThat(log.users().size()).isEqualTo(4_333);
    assertThat(log.items().size()).isEqualTo(2_414);

    LogSplit split = LogSplit.leaveLastOut(log, HeldOut.last());
    assertThat(split.test()).hasSize(4_333);
    RankingEvaluation evaluation =
        RankingEvaluation.of(
            split.test(),
            split.train(),
            RankingConfig.atTen()
                .withSeen(SeenItems.EXCLUDED)
                .withHigh(new HighTargets("rating", 8)));
    Map<String, Double> popularity = evaluation.evaluate(Popularity.of(split.train())).figures();
    Map<String, Double> recent =
        evaluation
            .evaluate(RecentPopularity.of(split.train(), Duration.ofDays(7).toSeconds()))
            .figures();
    // An independent measurement of the same protocol, history left out of the ranking.
    assertThat(popularity.get("all.ndcg@10")).isCloseTo(0.074, within(0.002));
    assertThat(popularity.get("high.ndcg@10")).isCloseTo(0.079, within(0.002));
    assertThat(recent.get("all.ndcg@10")).isCloseTo(0.158, within(0.002));
    assertThat(recent.get("high.ndcg@10")).isCloseTo(0.166, within(0.002));
  }
}
