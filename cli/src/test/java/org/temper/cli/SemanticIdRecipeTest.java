package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.data.semantic.NpyFile;
import org.temper.data.semantic.SemanticIdFile;

class SemanticIdRecipeTest {
  private static final int ITEMS = 100;
  private static final int WIDTH = 6;

  @TempDir private Path directory;

  /** Fifty random vectors, each of two items. */
  private Path vectors() throws IOException {
    float[] values = new float[ITEMS * WIDTH];
    for (int item = 0; item < ITEMS; item++) {
      Random random = new Random(item / 2);
      for (int i = 0; i < WIDTH; i++) {
        values[item * WIDTH + i] = (float) random.nextGaussian();
      }
    }
    Path file = directory.resolve("items.npy");
    NpyFile.write(file, new Embeddings(values, ITEMS, WIDTH));
    return file;
  }

  private static JsonNode json(Object... arguments) throws IOException {
    return new ObjectMapper().readTree(Run.of(arguments).succeeds().out());
  }

  @Test
  void writesBalancedIdsAndTheirFigures() throws IOException {
    Path out = directory.resolve("ids.json");
    JsonNode figures =
        json(
            "semantic-ids",
            "--embeddings",
            vectors(),
            "--levels",
            2,
            "--codes",
            10,
            "--balanced",
            "--threads",
            1,
            "--out",
            out,
            "--json");
    assertThat(figures.get("items").asInt()).isEqualTo(ITEMS);
    for (String level : new String[] {"level_1.", "level_2."}) {
      assertThat(figures.get(level + "largest").asInt()).isEqualTo(10);
      assertThat(figures.get(level + "entropy").asDouble()).isCloseTo(Math.log(10), within(1e-6));
      assertThat(figures.get(level + "perplexity").asDouble()).isCloseTo(10, within(1e-4));
    }
    assertThat(figures.get("sharing.after").asDouble()).isZero();
    assertThat(figures.get("reconstruction.relative_squared_error").asDouble()).isBetween(0.0, 1.0);
    SemanticIds ids = SemanticIdFile.read(out);
    assertThat(ids.items()).isEqualTo(ITEMS);
    assertThat(ids.distinct()).isTrue();
  }

  @Test
  void numbersItemsThatShareAnId() throws IOException {
    Path vectors = vectors();
    Object[] nearest =
        Words.flat(
            "semantic-ids",
            "--embeddings",
            vectors,
            Words.of("--codes 8 --last-level nearest --threads 1 --json"));
    JsonNode numbered = json(nearest);
    // Each vector is of two items, and free clusters take both.
    assertThat(numbered.get("sharing.before").asDouble()).isEqualTo(1);
    assertThat(numbered.get("sharing.after").asDouble()).isZero();
    assertThat(numbered.get("level_4.codes").asInt()).isGreaterThan(1);
    JsonNode shared =
        json(ObjectArrays.concat(nearest, new Object[] {"--deduplicate", "none"}, Object.class));
    assertThat(shared.get("sharing.after").asDouble()).isEqualTo(1);
    assertThat(shared.has("level_4.codes")).isFalse();
  }

  @Test
  void trainsAnAutoencoder() throws IOException {
    String text =
        Run.of(
                "semantic-ids",
                "--embeddings",
                vectors(),
                "--codes",
                8,
                "--quantizer",
                "rq-vae",
                "--epochs",
                2,
                "--sinkhorn",
                "all",
                "--threads",
                1)
            .succeeds()
            .out();
    assertThat(text).contains("100 items, vectors of 6 numbers", "relative squared error");
  }

  @Test
  void namesTheOptionThatIsWrong() throws IOException {
    Path vectors = vectors();
    Run.of("semantic-ids").failsWith("--embeddings: expected a .npy file, or --texts");
    Run.of("semantic-ids", "--embeddings", vectors, "--texts", vectors)
        .failsWith("and not both, got both");
    Run.of("semantic-ids", "--embeddings", vectors, "--codes", 101)
        .failsWith("--codes: expected at most 100, as many as there are items, got 101");
    Run.of("semantic-ids", "--embeddings", vectors, "--levels", 0)
        .failsWith("--levels: expected at least 1, got 0");
    Run.of("semantic-ids", "--embeddings", vectors, "--epochs", 3).failsWith("--epochs");
    Run.of("semantic-ids", "--embeddings", vectors, "--quantizer", "rq-vae", "--balanced")
        .failsWith("--balanced");
    Run.of("semantic-ids", "--embeddings", vectors, "--text-field", "t").failsWith("--text-field");
    Path damaged = directory.resolve("damaged.npy");
    Files.writeString(damaged, "no vectors");
    Run.of("semantic-ids", "--embeddings", damaged).failsWith("expected NumPy's .npy format");
    Path texts = directory.resolve("items.jsonl");
    Files.writeString(texts, "{\"text\": \"a\"}\n{\"text\": \" \"}\n");
    Run.of("semantic-ids", "--texts", texts).failsWith("items.jsonl:2: text: expected a text");
  }
}
