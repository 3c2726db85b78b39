package org.temper.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.TextEmbedder;

class MiniLmEmbedderTest {

  private static double product(Embeddings vectors, int a, int b) {
    double sum = 0;
    for (int i = 0; i < vectors.width(); i++) {
      sum += vectors.value(a, i) * vectors.value(b, i);
    }
    return sum;
  }

  @Test
  void isFoundAndPutsLikeTextsNearEachOther() {
    try (TextEmbedder embedder = ServiceLoader.load(TextEmbedder.class).findFirst().orElseThrow()) {
      assertThat(embedder.name()).isEqualTo("all-MiniLM-L6-v2");
      Embeddings vectors =
          embedder.embed(
              List.of(
                  "Pizza, Italian, Restaurants",
                  "Italian restaurant that serves pizza",
                  "Tire repair, Auto parts"));
      assertThat(vectors.width()).isEqualTo(MiniLmEmbedder.WIDTH);
      assertThat(product(vectors, 0, 0)).isCloseTo(1, within(1e-5));
      assertThat(product(vectors, 0, 1)).isGreaterThan(0.7);
      assertThat(product(vectors, 0, 2)).isLessThan(0.4);
    }
  }

  @Test
  void refusesEmptyTexts() {
    try (TextEmbedder embedder = new MiniLmEmbedder()) {
      assertThatThrownBy(() -> embedder.embed(List.of()))
          .hasMessage("texts: expected at least one, got none");
      assertThatThrownBy(() -> embedder.embed(List.of("a", " ")))
          .hasMessage("texts[1]: expected a text, got an empty one");
    }
  }
}
