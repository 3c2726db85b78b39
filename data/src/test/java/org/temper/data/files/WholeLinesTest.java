package org.temper.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeLinesTest {
  @TempDir Path directory;

  /** Each line as number, end and text, with a star behind the last. */
  private List<String> read(String content) throws IOException {
    Path path = Files.writeString(directory.resolve("lines.txt"), content);
    List<String> found = new ArrayList<>();
    try (WholeLines lines = WholeLines.open(path)) {
      assertThat(lines.number()).isZero();
      assertThat(lines.end()).isZero();
      while (lines.next()) {
        String last = lines.isLast() ? "*" : "";
        String text = new String(lines.bytes(), StandardCharsets.UTF_8);
        found.add(lines.number() + " " + lines.end() + " " + text + last);
      }
      assertThat(lines.number()).isEqualTo(found.size());
    }
    return found;
  }

  @Test
  void linesEndWithALineFeed() throws IOException {
    assertThat(read("one\n\né\r\n")).containsExactly("1 4 one", "2 5 ", "3 9 é\r*");
  }

  @Test
  void aLineThatWasCutOffIsNone() throws IOException {
    assertThat(read("one\ntwo\nt")).containsExactly("1 4 one", "2 8 two");
    assertThat(read("o")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @Test
  void linesAreLongerThanABuffer() throws IOException {
    String large = "x".repeat(200_000);
    assertThat(read(large + "\n" + large + "\n"))
        .containsExactly("1 200001 " + large, "2 400002 " + large + "*");
  }

  @Test
  void aMissingFileIsNone() {
    assertThatThrownBy(() -> WholeLines.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
