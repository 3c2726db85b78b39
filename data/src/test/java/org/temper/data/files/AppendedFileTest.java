package org.temper.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.WriteFailedException;

class AppendedFileTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = directory.resolve("lines.txt");
    Files.writeString(path, "one\ntwo\nthr");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsAddedFollowsWhatStays() {
    try (AppendedFile file = AppendedFile.open(path, 8)) {
      assertThat(path).hasContent("one\ntwo\n");
      file.append(bytes("three\n"));
      assertThat(path).hasContent("one\ntwo\nthree\n");
      file.append(bytes("four\n"));
      file.force();
    }
    assertThat(path).hasContent("one\ntwo\nthree\nfour\n");
  }

  @Test
  void aFileIsMadeWhereThereIsNone() {
    Path none = directory.resolve("new.txt");
    try (AppendedFile file = AppendedFile.open(none, 0)) {
      file.append(bytes("one\n"));
    }
    assertThat(none).hasContent("one\n");
  }

  @Test
  void aLockedFileHasOneWriter() throws IOException {
    try (AppendedFile file = AppendedFile.openLocked(path, () -> 4)) {
      assertThatThrownBy(() -> AppendedFile.openLocked(path, () -> 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              path + ": expected to be the only writer, got another that has it open; close it");
      assertThat(path).hasContent("one\n");
      file.append(bytes("2\n"));
    }
    try (AppendedFile file = AppendedFile.openLocked(path, () -> Files.size(path))) {
      file.append(bytes("3\n"));
    }
    assertThat(path).hasContent("one\n2\n3\n");
  }

  /** What cannot say what stays leaves the file as it is, and free. */
  @Test
  void aFileThatCannotBeReadIsLeftAsItIs() throws IOException {
    assertThatThrownBy(
            () ->
                AppendedFile.openLocked(
                    path,
                    () -> {
                      throw new IllegalArgumentException("damaged");
                    }))
        .hasMessage("damaged");
    assertThat(path).hasContent("one\ntwo\nthr");
    AppendedFile.openLocked(path, () -> 4).close();
    assertThat(path).hasContent("one\n");
  }

  @Test
  void whatCannotBeWrittenIsNamed() {
    Path nowhere = directory.resolve("none/lines.txt");
    assertThatThrownBy(() -> AppendedFile.open(nowhere, 0))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(WriteFailedException.class)
        .hasMessageStartingWith(nowhere + ": could not be written: ");
    assertThatThrownBy(() -> AppendedFile.openLocked(nowhere, () -> 0))
        .isInstanceOf(NoSuchFileException.class);
    AppendedFile closed = AppendedFile.open(path, 0);
    closed.close();
    for (Runnable write : new Runnable[] {() -> closed.append(bytes("1")), closed::force}) {
      assertThatThrownBy(write::run)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(path + ": could not be written: ");
    }
  }
}
