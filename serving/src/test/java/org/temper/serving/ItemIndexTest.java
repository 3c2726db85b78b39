package org.temper.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemIndexTest {
  private static final int ITEMS = 3000;
  private static final ItemIndexConfig CONFIG = ItemIndexConfig.defaults().withCandidates(150);
  private static final ItemVectors VECTORS = ItemVectors.of(TinyVectors.points(ITEMS, 1));

  @TempDir private Path folder;

  @Test
  void findsNearlyAllOfTheBest() {
    ExactItems exact = ExactItems.of(VECTORS);
    List<float[]> states = TinyVectors.states(50);
    try (ItemIndex index = ItemIndex.inMemory(VECTORS, CONFIG)) {
      Recall recall = Recall.of(index, exact, states, 20);
      assertThat(recall.mean()).isGreaterThan(0.97);
      assertThat(recall.lowest()).isBetween(0.7, recall.mean());
      assertThat(Recall.of(index.withCandidates(ITEMS), exact, states, 20).mean()).isEqualTo(1);
      assertThat(Recall.of(index.withCandidates(20), exact, states, 20).mean())
          .isLessThan(recall.mean());
    }
  }

  @Test
  void scoresAreProductsAndBiases() {
    float[][] vectors = {{1, 0}, {0, 1}, {-1, -2}, {2, 2}};
    ItemVectors plain = ItemVectors.of(vectors);
    float[] state = {3, -1};
    try (ItemIndex index = ItemIndex.inMemory(plain, CONFIG)) {
      assertScores(index.top(state, 10), new int[] {3, 0, 1, 2}, 4, 3, -1, -1);
      assertScores(index.top(state, 2, item -> item == 3), new int[] {0, 1}, 3, -1);
      assertThat(index.top(state, 2, item -> true)).isEmpty();
      assertThat(index.width()).isEqualTo(2);
    }
    ItemVectors biased = plain.withBiases(new float[] {0, 10, 0.5f, -3});
    try (ItemIndex index = ItemIndex.inMemory(biased, CONFIG)) {
      assertScores(index.top(state, 10), new int[] {1, 0, 3, 2}, 9, 3, 1, -0.5);
      assertThat(index.width()).isEqualTo(2);
    }
    assertScores(ExactItems.of(biased).top(state, 3), new int[] {1, 0, 3}, 9, 3, 1);
  }

  private static void assertScores(List<ScoredItem> found, int[] items, double... scores) {
    assertThat(found.stream().mapToInt(ScoredItem::item).sorted().toArray())
        .isEqualTo(Arrays.stream(items).sorted().toArray());
    for (int i = 0; i < scores.length; i++) {
      assertThat((double) found.get(i).score()).isCloseTo(scores[i], within(1e-5));
    }
  }

  @Test
  void looksFurtherWhereTheBestAreExcluded() {
    float[] state = TinyVectors.states(1).get(0);
    try (ItemIndex index = ItemIndex.inMemory(VECTORS, CONFIG)) {
      List<ScoredItem> found = index.top(state, 7, item -> item % 100 != 0);
      assertThat(found).hasSize(7).allMatch(scored -> scored.item() % 100 == 0);
      assertThat(found).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
    }
  }

  @Test
  void whatIsSavedIsOpened() throws IOException {
    Path saved = folder.resolve("items");
    float[] state = TinyVectors.states(1).get(0);
    ItemIndex.save(saved, VECTORS, CONFIG);
    assertThat(folder.resolve("items.partial")).doesNotExist();
    try (ItemIndex index = ItemIndex.open(saved);
        ItemIndex memory = ItemIndex.inMemory(VECTORS, CONFIG)) {
      assertThat(index.top(state, 30)).isEqualTo(memory.top(state, 30));
      assertThat(index.items()).isEqualTo(ITEMS);
      assertThat(index.identity())
          .isEqualTo(memory.identity())
          .containsEntry("connections", "16")
          .containsEntry("candidates", "150");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemIndex.save(saved, VECTORS, CONFIG))
        .withMessageStartingWith("folder: expected a new one, got ");
  }

  @Test
  void nothingIsLeftOfWhatCannotBeSaved() throws IOException {
    float[][] broken = TinyVectors.points(10, 1);
    broken[7][3] = Float.NaN;
    Path saved = folder.resolve("broken");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemIndex.save(saved, ItemVectors.of(broken), CONFIG))
        .withMessage("vectors[7]: expected finite numbers, got NaN");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemIndex.open(empty))
        .withMessageStartingWith("folder: expected an index that ItemIndex.save wrote, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemIndex.open(folder.resolve("absent")))
        .withMessageEndingWith("which is no folder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemVectors.of(new float[][] {{1, 2}, {1}}))
        .withMessage("vectors[1]: expected 2 numbers, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemVectors.of(new float[2][1025]).withBiases(new float[3]))
        .withMessage("values: expected one for each of 2 items, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemIndex.inMemory(ItemVectors.of(new float[2][1025]), CONFIG))
        .withMessage("vectors: expected at most 1024 numbers, got 1025");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ItemIndexConfig(1, 100, 100))
        .withMessage("connections: expected 2 to 512, got 1");
    try (ItemIndex index = ItemIndex.inMemory(VECTORS, CONFIG)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.top(new float[3], 1))
          .withMessage("state: expected 16 numbers, got 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.top(new float[16], 0))
          .withMessage("count: expected at least 1, got 0");
    }
  }
}
