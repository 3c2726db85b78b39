package org.temper.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.models.hf.HuggingFaceCodec;

class WordTokenizerTest {

  @Test
  void anyTextComesBackAsItWas(@TempDir Path directory) throws IOException {
    try (HuggingFaceCodec codec = load(directory, List.of("Ann", " has"))) {
      for (String text :
          List.of("Ann has 23 pens.", "  Ann  ", "\n\t\r", "Größe 日本 🙂", "x Ann's\u0000")) {
        assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void wordsAndDigitsAreOneTokenEach(@TempDir Path directory) throws IOException {
    try (HuggingFaceCodec codec = load(directory, List.of("Ann", " has"))) {
      // Ann, has, a space, 2, 3
      assertThat(codec.encode("Ann has 23")).hasSize(5);
      assertThat(codec.encodePrompt("Ann")).hasSize(2).startsWith(WordTokenizer.BEGIN_ID);
      assertThat(codec.beginToken()).hasValue(WordTokenizer.BEGIN_ID);
      assertThat(codec.endTokens()).containsExactly(WordTokenizer.END_ID);
    }
  }

  @Test
  void everyWordOfATaskIsInTheTasksVocabulary(@TempDir Path directory) throws IOException {
    try (HuggingFaceCodec codec = load(directory, ArithmeticTasks.words())) {
      for (ArithmeticTask task : ArithmeticTasks.of(Part.TRAINING, 1).next(500)) {
        for (String text : List.of(task.question(), task.sentence())) {
          long others = text.chars().filter(c -> !Character.isLetter(c)).count();
          // Each word takes the space before it along.
          long words = WordTokenizer.words(text).size();
          assertThat(codec.encode(text).length)
              .isEqualTo((int) (words + others - spacesBeforeWords(text)));
        }
      }
    }
  }

  @Test
  void theMostFrequentWordsComeFirst() {
    assertThat(WordTokenizer.frequentWords(Stream.of("a b", "c b b", "a b"), 2))
        .containsExactly(" b", "a");
  }

  @Test
  void whatIsNoWordIsRefused() {
    assertThatThrownBy(
            () ->
                WordTokenizer.json(
                    List.of("Ann", "12"),
                    WordTokenizer.Markers.none(),
                    WordTokenizer.Spaces.WITHIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("words: expected letters after at most one space, got \"12\"");
  }

  private static long spacesBeforeWords(String text) {
    return WordTokenizer.words(text).stream().filter(word -> word.startsWith(" ")).count();
  }

  private static HuggingFaceCodec load(Path directory, List<String> words) throws IOException {
    WordTokenizer.write(directory, words);
    return HuggingFaceCodec.load(directory);
  }
}
