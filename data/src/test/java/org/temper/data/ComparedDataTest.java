package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateBatch;
import org.temper.data.RatedCompletions.Rated;
import org.temper.data.Tokenization.Overflow;
import org.temper.testkit.Epochs;
import org.temper.testkit.LetterCodec;

/** What reward models are trained on, from its file to its batches. */
class ComparedDataTest {
  private static final String RATED =
      "{\"prompt\":\"1\",\"completions\":[{\"completion\":\"2\",\"rating\":1},"
          + "{\"completion\":\"33\",\"rating\":2.5}]}";

  @TempDir private Path directory;

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("data.jsonl"), List.of(lines));
  }

  @Test
  void pairsAreReadWithTheirMarginsWhereTheyHaveAny() throws IOException {
    String pair = "{\"prompt\":\"1\",\"chosen\":\"2\",\"rejected\":\"3\"";
    assertThat(ComparedPair.read(file(pair + "}", pair + ",\"margin\":-0.5}")))
        .containsExactly(
            new ComparedPair(new Preference("1", "2", "3"), 0),
            new ComparedPair(new Preference("1", "2", "3"), -0.5));
  }

  @Test
  void ratedListsAndLabelsAreRead() throws IOException {
    assertThat(RatedCompletions.read(file(RATED)))
        .containsExactly(
            new RatedCompletions("1", List.of(new Rated("2", 1), new Rated("33", 2.5))));
    assertThat(LabeledCompletion.read(file("{\"prompt\":\"1\",\"completion\":\"2\",\"label\":7}")))
        .containsExactly(new LabeledCompletion(new PromptCompletion("1", "2"), 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pair  | {\"prompt\":\"1\",\"chosen\":\"2\",\"rejected\":\"3\",\"margin\":\"much\"}"
            + " | margin: expected a number, got string",
        "pair  | {\"prompt\":\"1\",\"chosen\":\"2\"} | rejected: expected a string, got nothing",
        "rated | {\"prompt\":\"1\",\"completions\":\"2\"} | completions: expected a list, got"
            + " string",
        "rated | {\"prompt\":\"1\",\"completions\":[3]} | completions[0]: expected an object, got"
            + " number",
        "rated | {\"prompt\":\"1\",\"completions\":[{\"completion\":\"2\"}]} |"
            + " completions[0].rating: expected a number, got nothing",
        "rated | {\"prompt\":\"1\",\"completions\":[{\"rating\":2}]} | completions[0].completion:"
            + " expected a string, got nothing",
        "label | {\"prompt\":\"1\",\"completion\":\"2\",\"label\":1e999} | label: expected a finite"
            + " number",
        "label | {\"prompt\":\"1\",\"completion\":\"2\",\"label\":null} | label: expected a number,"
            + " got null",
      })
  void aFieldAtFaultIsNamed(String kind, String line, String message) throws IOException {
    Function<Path, List<?>> reader =
        switch (kind) {
          case "pair" -> ComparedPair::read;
          case "rated" -> RatedCompletions::read;
          default -> LabeledCompletion::read;
        };
    Path data = file("", line);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.apply(data))
        .withMessageContaining("data.jsonl:2: " + message);
  }

  @Test
  void recordsBecomeGroupsAndLabeledSequences() {
    Tokenization tokenization =
        new Tokenization(new LetterCodec(), OptionalLong.of(LetterCodec.END), 8, Overflow.TRUNCATE);
    Group pair =
        tokenization
            .comparisons(List.of(new ComparedPair(new Preference("a", "b", "cc"), 2)))
            .examples()
            .get(0);
    assertThat(pair.comparisons()).containsExactly(new Comparison(0, 1, 2));
    assertThat(pair.sequences().get(1).scoredTokens()).as("cc and its end").isEqualTo(3);
    RatedCompletions rated =
        new RatedCompletions("a", List.of(new Rated("b", 1), new Rated("c", 3), new Rated("d", 1)));
    Tokenized<Group> lists = tokenization.ratings(List.of(rated), 0.5);
    assertThat(lists.examples().get(0).comparisons())
        .containsExactly(new Comparison(1, 0, 1), new Comparison(1, 2, 1));
    assertThat(
            tokenization
                .labels(List.of(new LabeledCompletion(new PromptCompletion("a", "b"), 4)))
                .examples()
                .get(0)
                .label())
        .isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                tokenization.ratings(
                    List.of(new RatedCompletions("a", List.of(new Rated("b", 1)))), 0))
        .withMessage("records[0].completions: expected different ratings, got none");
  }

  @Test
  void aListWithACompletionThatIsTooLongIsDroppedWhole() {
    Tokenization tokenization =
        new Tokenization(new LetterCodec(), OptionalLong.empty(), 4, Overflow.DROP);
    RatedCompletions shorter =
        new RatedCompletions("a", List.of(new Rated("b", 1), new Rated("c", 2)));
    RatedCompletions longer =
        new RatedCompletions("a", List.of(new Rated("b", 1), new Rated("cccccc", 2)));
    Tokenized<Group> lists = tokenization.ratings(List.of(shorter, longer), 0);
    assertThat(lists.examples()).hasSize(1);
    assertThat(lists.dropped()).isEqualTo(1);
  }

  @Test
  void batchesHoldEachExampleOnceAnEpoch() {
    List<Group> groups =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    Group.ofRatings(
                            List.of(text(i, 1), text(i, 2, 3), text(i)), List.of(1.0, 2.0, 3.0), 0)
                        .orElseThrow())
            .toList();
    List<UpdateBatch<ComparisonBatch>> epoch =
        Epochs.of(ComparisonBatches.of(groups, BatchConfig.of(4).withMicroBatchSize(3)), 1, 0);
    List<Group> seen = new ArrayList<>();
    epoch.forEach(update -> update.microBatches().forEach(batch -> seen.addAll(batch.groups())));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(groups);
    ComparisonBatch batch = ComparisonBatches.inOrder(groups, 2).get(0);
    assertThat(batch.sequences().rows()).isEqualTo(6);
    assertThat(batch.comparisons()).contains(new Comparison(5, 3, 0)).hasSize(6);
    List<Labeled> labeled =
        IntStream.range(0, 5).mapToObj(i -> new Labeled(text(i, i), i)).toList();
    List<Double> labels = new ArrayList<>();
    for (UpdateBatch<LabeledBatch> update :
        Epochs.of(LabeledBatches.of(labeled, BatchConfig.of(2)), 1, 0)) {
      update.microBatches().forEach(part -> labels.addAll(part.labels()));
    }
    assertThat(labels).containsExactlyInAnyOrder(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(LabeledBatches.inOrder(labeled, 5).get(0).labels()).startsWith(0.0, 1.0);
  }

  private static TokenSequence text(long... tokens) {
    return TokenSequence.ofText(tokens);
  }
}
