package org.temper.environments.ifeval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.data.MalformedDataException;

class SentenceSplitterTest {
  private static final SentenceSplitter ENGLISH = new SentenceSplitter(SentenceModel.english());

  @TempDir Path directory;

  @Test
  void marksBeforeWhiteSpaceEndSentences() {
    assertThat(ENGLISH.split(" One.\nTwo!!! Three?\u00a0Four "))
        .containsExactly(" One.", "Two!!!", "Three?", "Four");
    assertThat(ENGLISH.split("One.Two 3.5 x.y")).hasSize(1);
    assertThat(ENGLISH.split("")).isEmpty();
    assertThat(ENGLISH.split(" \n ")).isEmpty();
  }

  @Test
  void abbreviationsAndEllipsesEndOneOnlyBeforeAWordThatBeginsSentences() {
    assertThat(ENGLISH.split("Dr. Dog came. He left at 5 p.m. The end.")).hasSize(3);
    assertThat(ENGLISH.split("Well... it was so. Hmm... That is it.")).hasSize(3);
    assertThat(ENGLISH.split("J. Bach wrote it.")).hasSize(1);
    assertThat(ENGLISH.split("No. 5 is alive")).hasSize(1);
    // A number ends a sentence unless a small letter follows.
    assertThat(ENGLISH.split("It was 5. then 6. Then 7.")).hasSize(2);
  }

  @Test
  void quotesAndBracketsThatCloseBelongToTheirSentence() {
    assertThat(ENGLISH.split("He said \"Stop.\" Then (really.) he left."))
        .containsExactly("He said \"Stop.\"", "Then (really.)", "he left.");
  }

  @Test
  void aLearnedModelIsReadFromItsFiles() throws IOException {
    Files.writeString(directory.resolve("abbrev_types.txt"), "qv\n");
    Files.writeString(directory.resolve("sent_starters.txt"), "lo\n");
    Files.writeString(directory.resolve("collocations.tab"), "##number##\tzeta\n");
    // Seen in small letters within a sentence, never capitalized there.
    Files.writeString(directory.resolve("ortho_context.tab"), "dogs\t32\nzeta\t32\n");
    SentenceSplitter splitter = new SentenceSplitter(SentenceModel.read(directory));
    assertThat(splitter.split("See qv. Cats and qv. Dogs and qv. Lo, it is.")).hasSize(3);
    assertThat(splitter.split("It was 5. Zeta.")).hasSize(1);
    assertThat(splitter.split("It was 5. Dogs.")).hasSize(2);
    Files.writeString(directory.resolve("ortho_context.tab"), "dogs\t32\ncats\n");
    assertThatThrownBy(() -> SentenceModel.read(directory))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageEndingWith(
            "ortho_context.tab:2: expected 2 columns with a tab between them, got 1");
    Files.writeString(directory.resolve("ortho_context.tab"), "dogs\tx\n");
    assertThatThrownBy(() -> SentenceModel.read(directory))
        .hasMessageEndingWith("ortho_context.tab:1: expected a whole number in column 2, got x");
  }

  @Test
  void wordsInCapitalLettersAreCutAsTheTreebankCutsThem() {
    // I, I, DO, N'T, CAN, NOT; 'm is small.
    assertThat(capitals("I'm sure I DON'T, you CANNOT.")).isEqualTo(6);
    assertThat(capitals("WELL-DONE U.S.A. A,B 1,000A C--D 'TIS")).isEqualTo(9);
    assertThat(capitals("ANNA\u2019S 123 Mixed")).isEqualTo(2);
    assertThat(capitals("")).isZero();
  }

  private static int capitals(String text) {
    return CapitalWords.count(text, ENGLISH);
  }

  @Test
  void wordsAreRunsOfLettersNumbersAndUnderscores() {
    assertThat(UnicodeText.countWords("foo_bar x-y \u00bd caf\u00e9")).isEqualTo(5);
    // A mark that combines is no character of a word.
    assertThat(UnicodeText.countWords("e\u0301a")).isEqualTo(2);
    assertThat(UnicodeText.countWords("\ud83d\ude00 \ud835\udc00\ud835\udc01")).isEqualTo(1);
    assertThat(UnicodeText.split("\u001ca\u0085b ")).isEqualTo(List.of("a", "b"));
  }
}
